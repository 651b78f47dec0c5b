import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import forge from 'node-forge';
import { pairOfP12 } from '../../scripts/certificate';
import { parseSecret } from '../../shared/merchant/secret';

const ROOT = join(__dirname, '../..');
/** A throw-away pair in a p12 as WeChat Pay's platform encrypts it: RC2 with 40 bits. */
const RC2_P12 = join(__dirname, 'rc2-40.p12');
const MCH_ID = '1900000109';
const API_KEY = '192006250b4c09247ec02edce69f6a2d';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  writeFileSync(join(folder, 'key.txt'), `${API_KEY}\n`);
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const command = [
    join(ROOT, 'node_modules/tsx/dist/cli.mjs'),
    join(ROOT, 'scripts/certificate.ts'),
    ...args,
  ];
  return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
}

const given = ['--mch-id', MCH_ID, '--api-key-file', 'key.txt', '--out', 'secret.json'];

test('a p12 that Node itself refuses becomes a secret that the functions accept', () => {
  expect(() => createSecureContext({ pfx: readFileSync(RC2_P12), passphrase: MCH_ID })).toThrow(
    /[Uu]nsupported/,
  );
  const { status, stdout, stderr } = run(...given, '--p12', RC2_P12, '--daily-budget-yuan', '500');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('valid until');
  const text = readFileSync(join(folder, 'secret.json'), 'utf8');
  expect(statSync(join(folder, 'secret.json')).mode & 0o777).toBe(0o600);
  expect(parseSecret('s', text, Date.now())).toMatchObject({
    mchId: MCH_ID,
    apiKey: API_KEY,
    dailyBudgetFen: 50_000,
  });
});

test('a PEM pair becomes the same secret', () => {
  const pair = pairOfP12(readFileSync(RC2_P12), MCH_ID);
  writeFileSync(join(folder, 'c.pem'), pair.certificate);
  writeFileSync(join(folder, 'k.pem'), pair.private_key);
  expect(run(...given, '--cert', 'c.pem', '--key', 'k.pem').status).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'secret.json'), 'utf8'))).toEqual({
    mch_id: MCH_ID,
    api_key: API_KEY,
    ...pair,
  });
});

test('of a p12 with the issuer in front, the certificate of the key is taken', () => {
  const { certificate, private_key } = pairOfP12(readFileSync(RC2_P12), MCH_ID);
  const issuerKeys = forge.pki.rsa.generateKeyPair(1024);
  const issuer = forge.pki.createCertificate();
  issuer.publicKey = issuerKeys.publicKey;
  issuer.serialNumber = '01';
  issuer.validity.notAfter = new Date(Date.now() + 86_400_000);
  issuer.sign(issuerKeys.privateKey, forge.md.sha256.create());
  const chain = [issuer, forge.pki.certificateFromPem(certificate)];
  const key = forge.pki.privateKeyFromPem(private_key);
  const p12 = forge.pkcs12.toPkcs12Asn1(key, chain, MCH_ID, { algorithm: '3des' });
  const read = pairOfP12(Buffer.from(forge.asn1.toDer(p12).getBytes(), 'binary'), MCH_ID);
  expect(new X509Certificate(read.certificate).fingerprint256).toBe(
    new X509Certificate(certificate).fingerprint256,
  );
});

test('a wrong password, a missing option and a wrong API key are told, and nothing is written', () => {
  const wrongNumber = run(...given, '--p12', RC2_P12, '--mch-id', '1900000110');
  expect([wrongNumber.status, wrongNumber.stderr]).toEqual([1, expect.stringContaining('password')]);
  expect(run(...given)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('give --p12, or --cert and --key'),
  });
  writeFileSync(join(folder, 'key.txt'), 'short');
  expect(run(...given, '--p12', RC2_P12)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('32 letters'),
  });
  expect(() => statSync(join(folder, 'secret.json'))).toThrow('ENOENT');
});

test.each(['abc', '', '500元', 'Infinity', '0', '-1', '0.001', '1e999', ' 5'])(
  'a daily budget of %j is refused, for written as it is it would be none',
  (budget) => {
    const { status, stderr } = run(...given, '--p12', RC2_P12, '--daily-budget-yuan', budget);
    expect([status, stderr]).toEqual([1, expect.stringContaining('--daily-budget-yuan')]);
    expect(() => statSync(join(folder, 'secret.json'))).toThrow('ENOENT');
  },
);

test.each([
  ['a file that is no p12', ['--p12', __filename], '--p12 is no valid p12'],
  ['a file that is not there', ['--p12', 'nowhere.p12'], '--p12 cannot be read'],
  ['an unknown option', ['--p13', 'x'], '--p13'],
  ['no merchant number', ['--p12', RC2_P12, '--mch-id', ''], '--mch-id is missing'],
])('%s is named, and the usage shown where it helps', (_, args, said) => {
  expect(run(...given, ...args)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) });
});

test('an existing file is not overwritten', () => {
  writeFileSync(join(folder, 'secret.json'), 'precious');
  expect(run(...given, '--p12', RC2_P12)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('EEXIST'),
  });
  expect(readFileSync(join(folder, 'secret.json'), 'utf8')).toBe('precious');
});
