import { inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MerchantError, PlatformError } from '../../../shared/api/errors';
import type { SendParams } from '../../../shared/api/send-params';
import { SecretsManagerMerchants } from '../../../shared/merchant/merchants';
import { makeClient } from '../../kit/certificates';
import { type HttpTestServer, serveHttp } from '../../kit/server';

const pair = makeClient('10000098');
const ACCOUNT = { official_account_id: 'wx8888888888888888', gateway_type: 'weixin_tenpay' } as const;
const NAME = 'red-pack/wx8888888888888888';
const MINUTE_MS = 60_000;

function secret(changes: Record<string, unknown> = {}): string {
  const keys = { certificate: pair.cert, private_key: pair.key };
  return JSON.stringify({ mch_id: '10000098', api_key: 'k'.repeat(32), ...keys, ...changes });
}

/** Secrets Manager, as far as GetSecretValue goes: texts by name, or an error for every call. */
class Secrets {
  readonly texts = new Map<string, string | undefined>([[NAME, secret()]]);
  readonly asked: string[] = [];
  fault: { status: number; type: string; message?: string } | null = null;
  stage?: HttpTestServer;

  async begin(): Promise<void> {
    this.stage = await serveHttp((body, req, res) => {
      expect(req.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
      const name = String((JSON.parse(body) as { SecretId: string }).SecretId);
      this.asked.push(name);
      const missing = { status: 400, type: 'ResourceNotFoundException' };
      const fault = this.fault ?? (this.texts.has(name) ? null : missing);
      res.setHeader('content-type', 'application/x-amz-json-1.1');
      if (fault === null) res.end(JSON.stringify({ Name: name, SecretString: this.texts.get(name) }));
      else res.writeHead(fault.status).end(JSON.stringify({ __type: fault.type, message: 'no', ...fault }));
    });
  }
}

let secrets: Secrets;
let client: SecretsManagerClient;
let nowMs: number;
let merchants: SecretsManagerMerchants;

beforeEach(async () => {
  secrets = new Secrets();
  await secrets.begin();
  client = new SecretsManagerClient({
    region: 'ap-east-1',
    endpoint: secrets.stage?.url ?? '',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  nowMs = Date.now();
  merchants = new SecretsManagerMerchants(client, 'red-pack/', () => nowMs);
});

afterEach(async () => {
  client.destroy();
  await secrets.stage?.end();
});

describe('the secret of an account', () => {
  it('is named after the official account', async () => {
    expect((await merchants.load(ACCOUNT)).mchId).toBe('10000098');
    expect(secrets.asked).toEqual([NAME]);
  });

  it.each<SendParams['gateway_type']>([
    'weixin_tenpay_js',
    'weixin_tenpay_native',
    'weixin_tenpay_app',
    'weixin_tenpay_wap',
  ])('of the gateway %s has a name of its own', async (gateway_type) => {
    secrets.texts.set(`${NAME}/${gateway_type}`, secret({ mch_id: '10000099' }));
    expect((await merchants.load({ ...ACCOUNT, gateway_type })).mchId).toBe('10000099');
    expect(secrets.asked).toEqual([`${NAME}/${gateway_type}`]);
  });

  it('stands under the configured prefix', async () => {
    secrets.texts.set('pay/wx8888888888888888', secret());
    await new SecretsManagerMerchants(client, 'pay/').load(ACCOUNT);
    expect(secrets.asked).toEqual(['pay/wx8888888888888888']);
  });
});

describe('the cache', () => {
  it('gives all who ask at once the same merchant, and so the same connections', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => merchants.load(ACCOUNT)));
    expect(new Set(asked).size).toBe(1);
  });

  it('keeps a merchant for 5 minutes by the clock', async () => {
    const first = await merchants.load(ACCOUNT);
    nowMs += 5 * MINUTE_MS - 1;
    expect(await merchants.load(ACCOUNT)).toBe(first);
    expect(secrets.asked).toHaveLength(1);
    nowMs += 1;
    await merchants.load(ACCOUNT);
    expect(secrets.asked).toHaveLength(2);
  });

  it('is passed over by a fresh load, which it then keeps', async () => {
    await merchants.load(ACCOUNT);
    secrets.texts.set(NAME, secret({ api_key: 'renewed' }));
    expect((await merchants.load(ACCOUNT)).apiKey).toBe('k'.repeat(32));
    expect((await merchants.load(ACCOUNT, true)).apiKey).toBe('renewed');
    expect((await merchants.load(ACCOUNT)).apiKey).toBe('renewed');
    expect(secrets.asked).toHaveLength(2);
  });

  it('gives the same object for the same text, so that its connections live on', async () => {
    const first = await merchants.load(ACCOUNT);
    expect(await merchants.load(ACCOUNT, true)).toBe(first);
    nowMs += 6 * MINUTE_MS;
    expect(await merchants.load(ACCOUNT)).toBe(first);
  });

  it('gives another object for another text', async () => {
    const first = await merchants.load(ACCOUNT);
    secrets.texts.set(NAME, secret({ api_key: 'renewed' }));
    const second = await merchants.load(ACCOUNT, true);
    expect(second).not.toBe(first);
    expect(second.apiKey).toBe('renewed');
  });

  it('keeps accounts and gateways apart', async () => {
    secrets.texts.set(`${NAME}/weixin_tenpay_js`, secret({ mch_id: '2' }));
    await merchants.load(ACCOUNT);
    expect((await merchants.load({ ...ACCOUNT, gateway_type: 'weixin_tenpay_js' })).mchId).toBe('2');
    expect((await merchants.load(ACCOUNT)).mchId).toBe('10000098');
  });

  it('keeps no failure: a secret that is put in place works at once', async () => {
    secrets.texts.delete(NAME);
    await expect(merchants.load(ACCOUNT)).rejects.toBeInstanceOf(MerchantError);
    secrets.texts.set(NAME, secret());
    expect((await merchants.load(ACCOUNT)).mchId).toBe('10000098');
  });

  it('outlives a fresh load that failed', async () => {
    const first = await merchants.load(ACCOUNT);
    secrets.fault = { status: 500, type: 'InternalServiceError' };
    await expect(merchants.load(ACCOUNT, true)).rejects.toBeInstanceOf(PlatformError);
    expect(await merchants.load(ACCOUNT)).toBe(first);
  });
});

describe('a secret that cannot be had', () => {
  it.each(['ResourceNotFoundException', 'InvalidRequestException'])(
    'is an answer of 400 after %s',
    async (type) => {
      secrets.fault = { status: 400, type };
      const refusal = await merchants.load(ACCOUNT).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(MerchantError);
      expect(refusal).toMatchObject({ status: 400, cause: { name: type } });
      expect((refusal as Error).message).toMatch(/^official_account_id .*\.$/);
      expect((refusal as Error).message).toContain(NAME);
    },
  );

  it.each([
    [400, 'AccessDeniedException'],
    [400, 'DecryptionFailure'],
    [400, 'UnrecognizedClientException'],
    [429, 'ThrottlingException'],
    [500, 'InternalServiceError'],
    [503, 'ServiceUnavailable'],
  ])('is a fault of the platform after %d %s', async (status, type) => {
    secrets.fault = { status, type };
    const fault = await merchants.load(ACCOUNT).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(PlatformError);
    expect(fault).toMatchObject({ status: null, cause: { name: expect.stringContaining(type) } });
  });

  it('is a fault of the platform when nobody answers', async () => {
    await secrets.stage?.end();
    await expect(merchants.load(ACCOUNT)).rejects.toBeInstanceOf(PlatformError);
    await secrets.begin();
  });

  it('is an answer of 400 when it is there but not usable, or binary', async () => {
    for (const text of ['{}', 'x', undefined, secret({ private_key: 'x' })]) {
      secrets.texts.set(NAME, text);
      await expect(merchants.load(ACCOUNT, true)).rejects.toBeInstanceOf(MerchantError);
    }
  });
});

describe('an openid that was given as official_account_id', () => {
  const OPENID = 'oTEST00000000000000000000A0A';
  const account = { official_account_id: OPENID, gateway_type: 'weixin_tenpay_native' } as const;
  const name = `red-pack/${OPENID}/weixin_tenpay_native`;
  const shown = 'red-pack/oTES…0A/weixin_tenpay_native';

  /** All that a log shows of an error: its fields, its stack, and the same of its causes. */
  async function failure(): Promise<{ message: string; all: string }> {
    const error: unknown = await merchants.load(account).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    return { message: (error as Error).message, all: inspect(error, { depth: null, showHidden: true }) };
  }

  it.each([
    ['is not there', undefined],
    ['is not JSON', 'x'],
    ['lacks a field', '{}'],
    ['holds no pair', secret({ private_key: 'x' })],
  ])('is masked when its secret %s', async (_, text) => {
    if (text !== undefined) secrets.texts.set(name, text);
    const { message, all } = await failure();
    expect(message).toContain(`(secret "${shown}")`);
    expect(all).not.toContain(OPENID);
  });

  it.each([
    [400, 'AccessDeniedException'],
    [400, 'InvalidRequestException'],
    [500, 'InternalServiceError'],
  ])('is masked after %d %s, in the words of AWS too', async (status, type) => {
    secrets.fault = { status, type, message: `User x may not perform GetSecretValue on resource: ${name}` };
    const { message, all } = await failure();
    expect(message).toContain(`"${shown}"`);
    expect(all).toContain(type);
    expect(all).not.toContain(OPENID);
  });

  it('is asked for as it is', async () => {
    await failure();
    expect(secrets.asked).toEqual([name]);
  });

  it('leaves a long prefix readable, which is no caller’s', async () => {
    const prefix = 'red-pack-of-the-whole-company/production/';
    const long = new SecretsManagerMerchants(client, prefix);
    await expect(long.load(ACCOUNT)).rejects.toThrow(`(secret "${prefix}wx8888888888888888")`);
  });
});
