import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type LocalSecretsManager, startSecretsManager } from '../../scripts/local/secrets/secrets-manager';
import { makeClient, makeP12 } from '../kit/certificates';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { record, startTestConsole, type TestConsole } from './kit';

const API_KEY = 'k'.repeat(32);
const PASSWORD = 'a password of its own';
const client = makeClient('1900000109', {
  validFromMs: Date.parse('2026-01-01'),
  validToMs: Date.parse('2027-06-01'),
});
const other = makeClient('1900000110', {
  validFromMs: Date.parse('2026-01-01'),
  validToMs: Date.parse('2027-06-01'),
});

let secrets: LocalSecretsManager;
let secretsManager: SecretsManagerClient;
let console: TestConsole;

const settings = () => Promise.resolve({ SECRET_PREFIX: 'red-pack/' });

beforeAll(async () => {
  const file = join(await tempFolder(), 'secrets.json');
  secrets = await startSecretsManager({ file, region: 'cn-north-1', nowMs: Date.now });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  secretsManager = new SecretsManagerClient({
    endpoint: secrets.endpoint,
    region: 'cn-north-1',
    credentials,
  });
  const records = [
    record({ official_account_id: 'wxOne', total_amount: 60 }),
    record({ official_account_id: 'wxOne', total_amount: 15.5, outcome: 'retry' }),
    record({ official_account_id: 'wxOne', total_amount: 99, outcome: 'refused' }),
    record({
      official_account_id: 'wxOne',
      total_amount: 7,
      created_at: Date.parse('2026-11-27T23:59:59+08:00') / 1000,
    }),
  ];
  console = startTestConsole({ records, stack: { secretsManager, settings } });
});
afterAll(async () => {
  secretsManager.destroy();
  await secrets.close();
  await removeTempFolders();
});

/** The form as it is filled in, with these changes; WeChat Pay is not asked. */
function upload(
  changes: Readonly<Record<string, string | Blob>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const fields = {
    ...{ account: 'wxOne', mch_id: '1900000109', gateway: 'weixin_tenpay', api_key: API_KEY, budget: '151' },
    ...{
      skip_proof: 'yes',
      p12: new File([new Uint8Array(makeP12(client, [], '1900000109'))], 'apiclient_cert.p12'),
    },
    ...changes,
  };
  return console.post('/accounts/put', fields, headers);
}

async function stored(name = 'red-pack/wxOne'): Promise<Record<string, unknown>> {
  const { SecretString = '{}' } = await secretsManager.send(new GetSecretValueCommand({ SecretId: name }));
  return JSON.parse(SecretString);
}

const NONE = new File([], '');
const pem = (text: string, name: string): File => new File([text], name);

describe('the accounts', () => {
  it('say what to do while there is none', async () => {
    const html = await (await console.get('/accounts')).text();
    expect(html).toContain('No account yet');
    expect(html).not.toContain('five minutes');
  });

  it('say in both languages that AWS lists a new one late', async () => {
    const onAws = startTestConsole({ stack: { secretsManager, settings, isLocal: false } });
    const text = async (lang: string) => (await onAws.get('/accounts', { 'accept-language': lang })).text();
    expect(await text('en')).toContain('gives you. A new account may take five minutes to appear.');
    expect(await text('zh')).toContain('新账户可能要五分钟后才会显示。');
  });

  it('take a p12, whose key and certificate are then in the secret and nowhere else', async () => {
    // Of its own: other programs write to the machine's.
    const temporary = await tempFolder();
    process.env.TMPDIR = temporary;
    const response = await upload();
    expect(response.status).toBe(303);
    const html = await (await console.get(response.headers.get('location') ?? '')).text();
    expect(html).toContain('Created the secret red-pack/wxOne (1900000109).');
    expect(html).not.toContain(API_KEY);
    expect(html).not.toContain('PRIVATE KEY');
    expect(await stored()).toMatchObject({ mch_id: '1900000109', api_key: API_KEY, daily_budget_yuan: 151 });
    expect(await readdir(temporary)).toEqual([]);
  });

  it('show merchant, days, budget and its use today: what was refused, or claimed before midnight, is not in it', async () => {
    const html = await (await console.get('/accounts')).text();
    expect(html).toContain('1900000109');
    expect(html).toContain('>184 days left<');
    expect(html).toContain('<td class="num">75.50</td>');
    expect(html).toContain('50 % of the budget');
    expect(html).toContain('/accounts/put?account=wxOne&amp;gateway=weixin_tenpay&amp;mch_id=1900000109');
  });

  it('take two PEM files, keep the budget that is not given, and a gateway of its own', async () => {
    const files = {
      p12: NONE,
      certificate: pem(client.cert, 'a.pem'),
      private_key: pem(client.key, 'b.pem'),
    };
    expect((await upload({ ...files, budget: '', api_key: 'n'.repeat(32) })).status).toBe(303);
    expect(await stored()).toMatchObject({ api_key: 'n'.repeat(32), daily_budget_yuan: 151 });
    expect((await upload({ ...files, gateway: 'weixin_tenpay_js' })).status).toBe(303);
    expect(await stored('red-pack/wxOne/weixin_tenpay_js')).toMatchObject({ mch_id: '1900000109' });
  });

  it('take a p12 with a password of its own', async () => {
    const p12 = new File([new Uint8Array(makeP12(client, [], PASSWORD))], 'mine.p12');
    expect((await upload({ p12, password: PASSWORD })).status).toBe(303);
  });
});

describe('the form of a new campaign', () => {
  const appid = async (from: TestConsole): Promise<string | undefined> => {
    const page = await (await from.get('/campaigns/new_plan')).text();
    return /<input[^>]* name="official-account"[^>]*>/.exec(page)?.[0].match(/ value="([^"]*)"/)?.[1];
  };
  const settings = (prefix: string) => () => Promise.resolve({ SECRET_PREFIX: prefix });
  const put = (Name: string): Promise<unknown> =>
    secretsManager.send(new CreateSecretCommand({ Name, SecretString: '{}' }));

  it('has the appid of the local stack filled in, where its accounts have one only', async () => {
    const at = (prefix: string, isLocal = true): TestConsole =>
      startTestConsole({ stack: { secretsManager, settings: settings(prefix), isLocal } });
    expect(await appid(at('one/'))).toBe('');
    await put('one/wxOne');
    await put('one/wxOne/weixin_tenpay_js');
    expect(await appid(at('one/'))).toBe('wxOne');
    expect(await appid(at('one/', false))).toBe('');
    await put('one/wxTwo');
    expect(await appid(at('one/'))).toBe('');
  });
});

describe('the upload refuses', () => {
  const bytes = makeP12(client, [], '1900000109');
  it.each<[string, Readonly<Record<string, string | Blob>>, string]>([
    ['no file', { p12: NONE }, 'Choose either the p12 file'],
    ['a p12 and a PEM', { certificate: pem(client.cert, 'a.pem') }, 'Choose either the p12 file'],
    ['a certificate without its key', { p12: NONE, certificate: pem(client.cert, 'a.pem') }, 'Choose either'],
    [
      'a p12 that is cut off',
      { p12: new File([new Uint8Array(bytes.subarray(0, 900))], 'a.p12') },
      'The p12 file is cut off',
    ],
    ['a wrong password', { password: 'wrong' }, 'The password does not open the p12 file'],
    [
      'swapped files',
      { p12: NONE, certificate: pem(client.key, 'a.pem'), private_key: pem(client.cert, 'b.pem') },
      'are swapped',
    ],
    [
      'a key of another certificate',
      { p12: NONE, certificate: pem(client.cert, 'a.pem'), private_key: pem(other.key, 'b.pem') },
      'The private key does not belong to the certificate.',
    ],
    [
      'the certificate of another merchant',
      { mch_id: '1900000110', password: '1900000109' },
      'is for merchant 1900000109',
    ],
    ['a number that is none', { mch_id: '19' }, '8 to 10 digits'],
    ['an API key of another length', { api_key: 'short' }, '32 letters and digits'],
    ['an appid that cannot be one', { account: '../x' }, 'must be the appid'],
    ['a gateway that there is not', { gateway: 'other' }, 'The gateway must be one of'],
    ['a budget that is none', { budget: '-5' }, 'The daily budget must be a positive amount'],
    [
      'another merchant in place of the present one',
      { mch_id: '1900000110', p12: new File([new Uint8Array(makeP12(other, [], '1900000110'))], 'b.p12') },
      'add “Allow another merchant number”',
    ],
  ])('%s: nothing is written, what was typed stays, keys do not', async (_, changes, why) => {
    const before = await stored();
    const response = await upload(changes);
    expect(response.status).toBe(400);
    const html = (await response.text()).replaceAll('&#39;', "'");
    expect(html).toContain('Nothing was written');
    expect(html).toContain(why);
    if (changes.account === undefined) expect(html).toContain('value="wxOne"');
    expect(html).not.toContain(API_KEY);
    expect(await stored()).toEqual(before);
  });

  it('in Chinese on a Chinese page, with what the check said in English below', async () => {
    const response = await upload({ password: 'wrong' }, { 'accept-language': 'zh-CN' });
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toMatch(/<h2>没有写入任何内容<\/h2><p>请重新选择文件并输入密钥。<\/p>/);
    expect(html).toMatch(/<p lang="en">[^<]*The password does not open the p12 file/);
  });

  it('more than certificates have', async () => {
    const p12 = new File([new Uint8Array(600 * 1024)], 'large.p12');
    expect((await upload({ p12 })).status).toBe(413);
  });
});
