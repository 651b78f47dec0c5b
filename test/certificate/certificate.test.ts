import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { pairOfP12 } from '../../scripts/certificate';
import { parseSecret } from '../../shared/merchant/secret';
import { makeAuthority, makeP12 } from '../kit/certificates';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { runScript } from '../kit/process';

/** A throw-away pair in a p12 as WeChat Pay's platform encrypts it: RC2 with 40 bits. */
const RC2_P12 = join(__dirname, 'rc2-40.p12');
const MCH_ID = '1900000109';
const API_KEY = '192006250b4c09247ec02edce69f6a2d';

let folder: string;

beforeEach(async () => {
  folder = await tempFolder();
  writeFileSync(join(folder, 'key.txt'), `${API_KEY}\n`);
});

afterAll(removeTempFolders);

function run(...args: string[]) {
  return runScript('scripts/certificate.ts', args, { cwd: folder });
}

const given = ['--mch-id', MCH_ID, '--api-key-file', 'key.txt', '--out', 'secret.json'];

test('a p12 that Node itself refuses becomes a secret that the functions accept', async () => {
  expect(() => createSecureContext({ pfx: readFileSync(RC2_P12), passphrase: MCH_ID })).toThrow(
    /[Uu]nsupported/,
  );
  const { code, stdout, stderr } = await run(...given, '--p12', RC2_P12, '--daily-budget-yuan', '500');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('valid until');
  const text = readFileSync(join(folder, 'secret.json'), 'utf8');
  expect(statSync(join(folder, 'secret.json')).mode & 0o777).toBe(0o600);
  expect(parseSecret('s', text, Date.now())).toMatchObject({
    mchId: MCH_ID,
    apiKey: API_KEY,
    dailyBudgetFen: 50_000,
  });
});

test('a PEM pair becomes the same secret', async () => {
  const pair = pairOfP12(readFileSync(RC2_P12), MCH_ID);
  writeFileSync(join(folder, 'c.pem'), pair.certificate);
  writeFileSync(join(folder, 'k.pem'), pair.private_key);
  expect((await run(...given, '--cert', 'c.pem', '--key', 'k.pem')).code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'secret.json'), 'utf8'))).toEqual({
    mch_id: MCH_ID,
    api_key: API_KEY,
    ...pair,
  });
});

test('of a p12 with the issuer in front, the certificate of the key is taken', async () => {
  const { certificate, private_key } = pairOfP12(readFileSync(RC2_P12), MCH_ID);
  const issuerFirst = { key: private_key, cert: makeAuthority().cert };
  const p12 = makeP12(issuerFirst, [{ key: private_key, cert: certificate }], MCH_ID);
  const read = pairOfP12(p12, MCH_ID);
  expect(new X509Certificate(read.certificate).fingerprint256).toBe(
    new X509Certificate(certificate).fingerprint256,
  );
});

test('a wrong password, a missing option and a wrong API key are told, and nothing is written', async () => {
  const wrongNumber = await run(...given, '--p12', RC2_P12, '--mch-id', '1900000110');
  expect([wrongNumber.code, wrongNumber.stderr]).toEqual([1, expect.stringContaining('password')]);
  expect(await run(...given)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('give --p12, or --cert and --key'),
  });
  writeFileSync(join(folder, 'key.txt'), 'short');
  expect(await run(...given, '--p12', RC2_P12)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('32 letters'),
  });
  expect(() => statSync(join(folder, 'secret.json'))).toThrow('ENOENT');
});

test.each(['abc', '', '500元', 'Infinity', '0', '-1', '0.001', '1e999', ' 5'])(
  'a daily budget of %j is refused, for written as it is it would be none',
  async (budget) => {
    const { code, stderr } = await run(...given, '--p12', RC2_P12, '--daily-budget-yuan', budget);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--daily-budget-yuan')]);
    expect(() => statSync(join(folder, 'secret.json'))).toThrow('ENOENT');
  },
);

test.each([
  ['a file that is no p12', ['--p12', __filename], '--p12 is no valid p12'],
  ['a file that is not there', ['--p12', 'nowhere.p12'], '--p12 cannot be read'],
  ['an unknown option', ['--p13', 'x'], '--p13'],
  ['no merchant number', ['--p12', RC2_P12, '--mch-id', ''], '--mch-id is missing'],
])('%s is named, and the usage shown where it helps', async (_, args, said) => {
  expect(await run(...given, ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
});

test('an existing file is not overwritten', async () => {
  writeFileSync(join(folder, 'secret.json'), 'precious');
  expect(await run(...given, '--p12', RC2_P12)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('EEXIST'),
  });
  expect(readFileSync(join(folder, 'secret.json'), 'utf8')).toBe('precious');
});
