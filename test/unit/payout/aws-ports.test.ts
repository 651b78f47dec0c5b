import { readConfig } from '../../../shared/config';
import type { Log } from '../../../shared/contract/log';
import { awsClients, awsPorts } from '../../../shared/payout/aws-ports';

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

describe('the ports of a process on AWS', () => {
  const portsFor = awsPorts(CONFIG, awsClients());

  it('are kept from invocation to invocation, and with them connections and secrets; the log is each one’s own', () => {
    const [first, second] = [log(), log()];
    const [a, b] = [portsFor(first), portsFor(second)];
    expect(a.log).toBe(first);
    expect(b.log).toBe(second);
    expect({ ...a, log: null }).toEqual({ ...b, log: null });
    for (const name of ['table', 'budget', 'merchants', 'weChatPay', 'clock'] as const)
      expect(a[name]).toBe(b[name]);
  });

  it('know as many hosts as are configured, and the time', async () => {
    const { weChatPay, clock } = portsFor(log());
    expect(weChatPay.hostCount).toBe(2);
    const before = Date.now();
    await clock.sleep(20);
    expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    expect(Date.now() - clock.now()).toBeLessThan(60_000);
  });

  it('name each driver by a token of its own', () => {
    const { newToken } = portsFor(log());
    const tokens = Array.from({ length: 100 }, () => newToken());
    expect(new Set(tokens).size).toBe(100);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
  });
});
