import type { Log } from '../../../shared/api/log';
import { readConfig } from '../../../shared/config';
import { awsClients, awsDeps } from '../../../shared/payment/aws-deps';
import { type HttpTestServer, serveHttp } from '../../kit/server';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const CONFIG = readConfig({
  RECORDS_TABLE: 'red-pack-dev-records',
  MINIAPP_ID: '1',
  ID_NAMESPACE: 'red-pack-dev',
  WECHAT_PAY_HOSTS: 'api.mch.weixin.qq.com,api2.mch.weixin.qq.com',
});

function log(): Log {
  return { info: () => undefined, warn: () => undefined, error: () => undefined };
}

describe('the deps of a process on AWS', () => {
  let portsFor: ReturnType<typeof awsDeps>;

  beforeEach(() => {
    portsFor = awsDeps(CONFIG, awsClients());
  });

  it('are kept from invocation to invocation, and with them connections and secrets; the log is each one’s own', () => {
    const [first, second] = [log(), log()];
    const [a, b] = [portsFor(first), portsFor(second)];
    expect(a.log).toBe(first);
    expect(b.log).toBe(second);
    expect({ ...a, log: null }).toEqual({ ...b, log: null });
    for (const name of ['table', 'passLease', 'budget', 'merchants', 'weChatPay', 'clock'] as const)
      expect(a[name]).toBe(b[name]);
  });

  it('know as many hosts as are configured, and the time', async () => {
    const { weChatPay, clock } = portsFor(log());
    expect(weChatPay.hostCount).toBe(2);
    const before = Date.now();
    await clock.sleep(20);
    expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    expect(Date.now() - clock.now()).toBeLessThan(60_000);
    // Nothing has told another time to this process.
    expect(Math.abs(clock.awsNow() - clock.now())).toBeLessThan(1_000);
  });

  it('name each attempt by a token of its own', () => {
    const { newToken } = portsFor(log());
    const tokens = Array.from({ length: 100 }, () => newToken());
    expect(new Set(tokens).size).toBe(100);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the AWS clients of a process', () => {
  /** What came: the call, and the item, table or secret that it names. */
  const asked: { readonly call: string; readonly body: string }[] = [];
  const before = { ...process.env };
  let server: HttpTestServer;
  let clients: ReturnType<typeof awsClients>;

  beforeAll(async () => {
    // Every call fails, as at a busy service: how often it is tried is then seen.
    server = await serveHttp((body, req, res) => {
      asked.push({ call: String(req.headers['x-amz-target']), body });
      res.setHeader('content-type', 'application/x-amz-json-1.0');
      res.writeHead(500).end(JSON.stringify({ __type: 'InternalServerError', message: 'busy' }));
    });
    // The SDK reads these by itself; no module of ours does.
    process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = server.url;
    process.env.AWS_REGION = 'ap-east-1';
    process.env.AWS_ACCESS_KEY_ID = 'a';
    process.env.AWS_SECRET_ACCESS_KEY = 's';
  });

  beforeEach(() => {
    asked.length = 0;
    clients = awsClients();
  });

  afterEach(() => {
    for (const client of Object.values(clients)) client.destroy();
  });

  afterAll(async () => {
    await server.end();
    process.env = before;
  });

  it('try what may be repeated three times: reading a record, a pass’s lease, reserving a budget, fetching a secret', async () => {
    const { table, passLease, budget, merchants } = awsDeps(CONFIG, clients)(log());
    const account = { official_account_id: 'wx1', gateway_type: 'weixin_tenpay' } as const;
    for (const [call, named, ask] of [
      ['DynamoDB_20120810.GetItem', 'red-pack-dev-records', () => table.get('0'.repeat(24))],
      ['DynamoDB_20120810.UpdateItem', 'recovery#1', () => passLease.take('t', 1, 2, 3)],
      ['DynamoDB_20120810.UpdateItem', 'budget#1#wx1#day', () => budget.reserve('wx1', 'day', 1, 1)],
      ['secretsmanager.GetSecretValue', 'red-pack/wx1', () => merchants.load(account)],
    ] as const) {
      asked.length = 0;
      await expect(ask()).rejects.toMatchObject({ status: null });
      expect(asked.map((one) => one.call)).toEqual([call, call, call]);
      expect(asked[0]?.body).toContain(named);
    }
  });

  it('give a budget back in one try, for a lost answer must not give it back twice', async () => {
    const { budget } = awsDeps(CONFIG, clients)(log());
    await expect(budget.release('wx1', 'day', 1)).rejects.toMatchObject({ status: null });
    expect(asked.map(({ call }) => call)).toEqual(['DynamoDB_20120810.UpdateItem']);
    expect(asked[0]?.body).toContain('budget#1#wx1#day');
  });
});
