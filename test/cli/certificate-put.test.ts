import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSecret } from '../../shared/merchant/secret';
import { awsOptions, type Contract, must, startContract } from '../contract/harness';
import { makeClient, makeP12, type Pair } from '../kit/certificates';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Person, redPack } from './kit';

const DAY_MS = 86_400_000;

let contract: Contract;
let client: SecretsManagerClient;
let folder: string;
let mchId: string;
let prefix: string;

beforeAll(async () => {
  contract = await startContract();
  client = new SecretsManagerClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'));
  folder = await tempFolder();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  mchId = contract.account.mchId;
  prefix = must(contract.stack.env.SECRET_PREFIX, 'secret prefix');
  const { merchant } = contract.account;
  const pair = { cert: merchant.certificate, key: merchant.privateKey };
  writeFileSync(join(folder, 'a.p12'), makeP12(pair, [], mchId));
  writePair('own', pair);
  writeFileSync(join(folder, 'key'), `${contract.account.apiKey}\n`);
});

afterAll(async () => {
  delete process.env.RED_PACK_LOCAL_DIR;
  client.destroy();
  await contract.close();
  await removeTempFolders();
});

function writePair(name: string, { cert, key }: Pair): void {
  writeFileSync(join(folder, `${name}.crt`), cert);
  writeFileSync(join(folder, `${name}.key`), key);
}

/** An appid without a secret, which the sandbox knows. */
async function newAppid(): Promise<string> {
  const appid = contract.secrets.newAppid();
  await contract.sandbox.addAppid(appid);
  return appid;
}

/** Puts the good p12, unless the options name others. Relative names are files of the folder. */
function put(appid: string, options: Record<string, string | true> = {}, person: Person = {}) {
  const isPem = 'certificate' in options;
  const named: Record<string, string | true> = {
    ...{ 'official-account': appid, 'mch-id': mchId },
    ...(!isPem && { p12: 'a.p12' }),
    ...(person.answers === undefined && { 'api-key-file': 'key' }),
    ...options,
  };
  const files = ['p12', 'api-key-file', 'certificate', 'private-key', 'out'];
  const args = Object.entries(named).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return [`--${name}`, files.includes(name) && value !== '-' ? join(folder, value) : value];
  });
  return redPack(['certificate', 'put', ...args], person);
}

async function secretOf(name: string): Promise<string | null> {
  try {
    const found = await client.send(new GetSecretValueCommand({ SecretId: prefix + name }));
    return found.SecretString ?? '';
  } catch {
    return null;
  }
}

/** No key may be said. */
function expectNoKeys(text: string): void {
  const { apiKey, merchant } = contract.account;
  for (const part of [apiKey, '-----BEGIN', ...merchant.privateKey.split('\n').slice(1, -2)])
    expect(text).not.toContain(part);
}

describe('./red-pack certificate put', () => {
  it('creates a secret that pays, after WeChat Pay has accepted the keys, and says nothing of them', async () => {
    const appid = await newAppid();
    const { code, stdout, stderr } = await put(appid, { 'daily-budget-yuan': '500' });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Created the secret ${prefix}${appid} (merchant ${mchId}).\n`,
    });
    expect(stderr).toMatch(
      /^Stack: the local one in .*\nWeChat Pay accepts the certificate and the API key\.\n$/,
    );
    expectNoKeys(stdout + stderr);
    const { dailyBudgetFen } = parseSecret('s', (await secretOf(appid)) ?? '', Date.now());
    expect(dailyBudgetFen).toBe(50_000);
    expect(await contract.sandbox.queries('0'.repeat(28))).toBe(1);
    await contract.pay({ official_account_id: appid });
  });

  it('writes a new version over what is there, keeps budget and fields of others, and writes nothing twice', async () => {
    const appid = await newAppid();
    await contract.secrets.put(appid, { mch_id: mchId, api_key: 'old', daily_budget_yuan: 88, note: 'ours' });
    expect((await put(appid)).stdout).toContain('Wrote a new version of the secret');
    const text = await secretOf(appid);
    expect(JSON.parse(text ?? '')).toMatchObject({
      ...{ mch_id: mchId, api_key: contract.account.apiKey, daily_budget_yuan: 88, note: 'ours' },
    });
    expect((await put(appid)).stdout).toContain('Nothing was written');
    expect((await put(appid, { 'daily-budget-yuan': '99.5' })).code).toBe(0);
    expect(JSON.parse((await secretOf(appid)) ?? '')).toMatchObject({
      daily_budget_yuan: 99.5,
      note: 'ours',
    });
  });

  it('changes the merchant of an account only with --change-merchant', async () => {
    const appid = await newAppid();
    await contract.secrets.put(appid, { mch_id: '1900000999' });
    const refused = await put(appid);
    expect({ ...refused, stderr: '' }).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(refused.stderr).toContain(`is of merchant 1900000999, not ${mchId}`);
    expect(await secretOf(appid)).toBe('{"mch_id":"1900000999"}');
    expect((await put(appid, { 'change-merchant': true })).code).toBe(0);
    expect(JSON.parse((await secretOf(appid)) ?? '')).toMatchObject({ mch_id: mchId });
  });

  it('says so where the present secret is no JSON, and replaces it', async () => {
    const appid = await newAppid();
    await contract.secrets.put(appid, 'broken');
    const { code, stderr } = await put(appid);
    expect(code).toBe(0);
    expect(stderr).toContain(`Warning: the secret ${prefix}${appid} was no JSON object`);
  });

  it('takes PEM files, the key from stdin or a person, and names the secret of another gateway', async () => {
    const appid = await newAppid();
    const pem = { certificate: 'own.crt', 'private-key': 'own.key', gateway: 'weixin_tenpay_app' };
    const stdin = `${contract.account.apiKey}\n`;
    expect(await put(appid, { ...pem, 'api-key-file': '-' }, { stdin })).toMatchObject({ code: 0 });
    expect(await secretOf(`${appid}/weixin_tenpay_app`)).toContain(mchId);
    const asked = await put(appid, {}, { answers: [contract.account.apiKey] });
    expect(asked).toMatchObject({ code: 0, stderr: expect.stringMatching(/^API v2 key: /) });
  });

  it('lands in a file only with --out, which only the owner can read, and not in Secrets Manager', async () => {
    const appid = await newAppid();
    expect(await put(appid, { out: 'secret.json' })).toMatchObject({ code: 0 });
    expect(statSync(join(folder, 'secret.json')).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(folder, 'secret.json'), 'utf8');
    expect(parseSecret('s', text, Date.now()).apiKey).toBe(contract.account.apiKey);
    expect(await secretOf(appid)).toBeNull();
    expect(await put(appid, { out: 'secret.json' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('EEXIST'),
    });
    expect(readFileSync(join(folder, 'secret.json'), 'utf8')).toBe(text);
  });
});

describe('./red-pack certificate put writes nothing', () => {
  async function expectRefused(done: ReturnType<typeof put>, appid: string, why: string | RegExp, code = 1) {
    const { stdout, stderr, ...ended } = await done;
    expect({ ...ended, stdout }).toEqual({ code, stdout: '' });
    expect(stderr).toMatch(why);
    expectNoKeys(stderr);
    expect(await secretOf(appid)).toBeNull();
  }

  it('where WeChat Pay refuses the API key, the certificate or the appid, unless the proof is skipped', async () => {
    const appid = await newAppid();
    writeFileSync(join(folder, 'wrong'), 'x'.repeat(32));
    await expectRefused(
      put(appid, { 'api-key-file': 'wrong' }),
      appid,
      'not the API v2 key of this merchant (SIGN_ERROR',
    );
    writePair('foreign', makeClient(mchId));
    const foreign = { certificate: 'foreign.crt', 'private-key': 'foreign.key' };
    await expectRefused(put(appid, foreign), appid, 'The certificate is not accepted');
    await expectRefused(put('wxUnknown'), 'wxUnknown', 'The query was refused (PARAM_ERROR');
    expect(await put(appid, { ...foreign, 'skip-proof': true })).toMatchObject({ code: 0 });
  });

  it('where WeChat Pay does not answer', async () => {
    const appid = await newAppid();
    await contract.sandbox.fault({ call: 'gethbinfo', fault: { kind: 'reset' } });
    await expectRefused(put(appid), appid, 'could not judge the keys');
  });

  it.each([
    ['of another merchant', '1900000110', {}, 'is for merchant 1900000110, not for --mch-id'],
    ['that has expired', null, { validToMs: Date.now() - DAY_MS }, /expired on \d{4}-\d\d-\d\d: renew it/],
    [
      'not valid yet',
      null,
      { validFromMs: Date.now() + DAY_MS, validToMs: Date.now() + 9 * DAY_MS },
      'is not valid before',
    ],
  ])('with a certificate %s', async (_, name, plan, why) => {
    const appid = await newAppid();
    writePair('bad', makeClient(name ?? mchId, plan));
    await expectRefused(put(appid, { certificate: 'bad.crt', 'private-key': 'bad.key' }), appid, why);
  });

  it.each([
    ['half a pair', { certificate: 'own.crt' }, '--private-key is missing'],
    ['both forms', { p12: 'a.p12', certificate: 'own.crt' }, 'not both'],
    ['an appid that cannot be one', { 'official-account': 'wx 1' }, '--official-account must be'],
    ['a gateway that there is not', { gateway: 'weixin' }, '--gateway must be one of weixin_tenpay,'],
    ['a merchant number that cannot be one', { 'mch-id': '12' }, '--mch-id must be'],
    [
      'a password without a p12',
      { certificate: 'own.crt', 'private-key': 'own.key', 'p12-password-file': 'x' },
      'goes with --p12',
    ],
    ['an unknown option', { p13: 'x' }, 'There is no option --p13. Did you mean --p12?'],
  ])('for wrong usage: %s', async (_, options, why) => {
    await expectRefused(put('wxUsage', options as Record<string, string>), 'wxUsage', why, 2);
  });

  it.each(['abc', '', '500元', 'Infinity', '0', '-1', '0.001', '1e999', '0x10', ' 5'])(
    'for a daily budget of %j, which would be none',
    async (budget) => {
      const done = put(
        'wxBudget',
        budget.startsWith('-') ? { [`daily-budget-yuan=${budget}`]: true } : { 'daily-budget-yuan': budget },
      );
      await expectRefused(done, 'wxBudget', '--daily-budget-yuan must be a positive amount', 2);
    },
  );

  it('for an API key that cannot be one or that nobody can be asked for, and without any files', async () => {
    writeFileSync(join(folder, 'short'), 'short');
    await expectRefused(
      put('wxKey', { 'api-key-file': 'short' }),
      'wxKey',
      '32 letters and digits; what was given has 5',
    );
    const without = redPack([
      'certificate',
      'put',
      '--official-account',
      'wxKey',
      '--mch-id',
      mchId,
      '--p12',
      join(folder, 'a.p12'),
    ]);
    await expectRefused(without, 'wxKey', '--api-key-file is missing', 2);
    const neither = redPack(['certificate', 'put', '--official-account', 'wxKey', '--mch-id', mchId]);
    await expectRefused(neither, 'wxKey', 'Give --p12, or --certificate and --private-key.', 2);
  });
});

describe('./red-pack certificate list', () => {
  it('shows each account with its merchant, days and budget, and why one cannot pay', async () => {
    const soon = makeClient(mchId, { validToMs: Date.now() + 3.5 * DAY_MS });
    writePair('soon', soon);
    const good = await newAppid();
    const warned = await put(good, {
      ...{ certificate: 'soon.crt', 'private-key': 'soon.key' },
      'skip-proof': true,
    });
    expect(warned.stderr).toContain('Warning: The certificate expires in 3 days');
    const bad = await newAppid();
    await contract.secrets.put(bad, { mch_id: '1', daily_budget_yuan: 5 });
    await contract.secrets.put('prod/wxOfAnotherStage', contract.secrets.content());
    const { code, stdout } = await redPack(['certificate', 'list', '--json']);
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { official_account_id: string }[];
    const row = (appid: string) => rows.find(({ official_account_id }) => official_account_id === appid);
    const gateway_type = 'weixin_tenpay';
    expect(row(good)).toEqual({
      ...{
        official_account_id: good,
        gateway_type,
        mch_id: mchId,
        days_left: 3,
        daily_budget_yuan: null,
        problem: null,
      },
    });
    expect(row(bad)).toEqual({
      ...{ official_account_id: bad, gateway_type, mch_id: '1', days_left: null, daily_budget_yuan: 5 },
      problem: 'its secret lacks the string "api_key"',
    });
    expect(stdout).not.toContain('wxOfAnotherStage');
    const shown = await redPack(['certificate', 'list']);
    expect(shown.stdout).toMatch(new RegExp(`^${good} +weixin_tenpay +${mchId} +3 +-$`, 'm'));
    expectNoKeys(stdout + shown.stdout);
  });
});
