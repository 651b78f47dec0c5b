import { PlatformError } from '../../shared/api/errors';
import { readConfig } from '../../shared/config';

const REQUIRED = {
  RECORDS_TABLE: 'red-pack-dev-records',
  MINIAPP_ID: 'wxminiapp',
  ID_NAMESPACE: 'red-pack-dev',
};

function expectFault(env: Record<string, string | undefined>, name: string): void {
  expect(() => readConfig(env)).toThrow(PlatformError);
  expect(() => readConfig(env)).toThrow(name);
}

describe('readConfig', () => {
  it('needs three variables and has a default for the rest', () => {
    expect(readConfig(REQUIRED)).toEqual({
      recordsTable: 'red-pack-dev-records',
      miniappId: 'wxminiapp',
      idNamespace: 'red-pack-dev',
      secretPrefix: 'red-pack/',
      wechatPayHosts: ['api.mch.weixin.qq.com'],
      clientIp: '127.0.0.1',
      sendSlotMs: 0,
      queryBeforeSend: false,
      followUp: true,
      watchedAccounts: [],
    });
  });

  it('reads QUERY_BEFORE_SEND as true or false, and takes no other word for either', () => {
    expect(readConfig({ ...REQUIRED, QUERY_BEFORE_SEND: 'true' }).queryBeforeSend).toBe(true);
    for (const word of ['false', ''])
      expect(readConfig({ ...REQUIRED, QUERY_BEFORE_SEND: word }).queryBeforeSend).toBe(false);
    for (const word of ['TRUE', '1', 'yes', ' true'])
      expectFault({ ...REQUIRED, QUERY_BEFORE_SEND: word }, 'QUERY_BEFORE_SEND');
  });

  it('reads FOLLOW_UP in the same way, and follows up unless it is told not to', () => {
    expect(readConfig({ ...REQUIRED, FOLLOW_UP: 'false' }).followUp).toBe(false);
    for (const word of ['true', '']) expect(readConfig({ ...REQUIRED, FOLLOW_UP: word }).followUp).toBe(true);
    expectFault({ ...REQUIRED, FOLLOW_UP: 'no' }, 'FOLLOW_UP');
  });

  it.each(Object.keys(REQUIRED))('throws by name when %s is missing or empty', (name) => {
    expectFault({ ...REQUIRED, [name]: undefined }, name);
    expectFault({ ...REQUIRED, [name]: '' }, name);
  });

  it('reads every variable', () => {
    const env = {
      SECRET_PREFIX: 'pay/',
      WECHAT_PAY_HOSTS: 'api.mch.weixin.qq.com, api2.mch.weixin.qq.com:443,127.0.0.1:8443',
      CLIENT_IP: '203.0.113.7',
      SEND_SLOT_MS: '1000',
    };
    expect(readConfig({ ...REQUIRED, ...env })).toMatchObject({
      secretPrefix: 'pay/',
      wechatPayHosts: ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com:443', '127.0.0.1:8443'],
      clientIp: '203.0.113.7',
      sendSlotMs: 1000,
    });
  });

  it('reads the accounts to watch, each with its gateway', () => {
    const { watchedAccounts } = readConfig({ ...REQUIRED, WATCHED_ACCOUNTS: 'wx1, wx2/weixin_tenpay_app,' });
    expect(watchedAccounts).toEqual([
      { official_account_id: 'wx1', gateway_type: 'weixin_tenpay' },
      { official_account_id: 'wx2', gateway_type: 'weixin_tenpay_app' },
    ]);
    for (const wrong of ['wx-1', 'wx1/other', 'wx1/weixin_tenpay/x', 'red-pack/wx1'])
      expectFault({ ...REQUIRED, WATCHED_ACCOUNTS: wrong }, 'WATCHED_ACCOUNTS');
  });

  it.each(['marks#1', '#', '1#'])(
    'throws for MINIAPP_ID=%s, whose records could pass for checkpoints of the list',
    (MINIAPP_ID) => {
      expectFault({ ...REQUIRED, MINIAPP_ID }, 'MINIAPP_ID');
    },
  );

  it('takes an empty optional variable for its default, as templates leave them', () => {
    const env = { WECHAT_PAY_HOSTS: '', CLIENT_IP: '', SEND_SLOT_MS: '' };
    expect(readConfig({ ...REQUIRED, ...env })).toEqual(readConfig(REQUIRED));
  });

  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])(
    'throws for %s, which would be ignored, and says what to use instead',
    (name) => {
      expectFault({ ...REQUIRED, [name]: 'http://10.0.0.1:3128' }, `${name} is set`);
      expectFault({ ...REQUIRED, [name]: 'http://10.0.0.1:3128' }, 'NAT gateway');
      expect(readConfig({ ...REQUIRED, [name]: '' })).toEqual(readConfig(REQUIRED));
    },
  );

  it('takes HTTP_PROXY, since no request of ours is plain HTTP', () => {
    expect(readConfig({ ...REQUIRED, HTTP_PROXY: 'http://10.0.0.1:3128' })).toEqual(readConfig(REQUIRED));
  });

  it.each([
    'https://api.mch.weixin.qq.com',
    'a,',
    ',a',
    'a b',
    'a/b',
    'a:b',
    'a:123456',
    'a:65536',
    'a:0',
    '::1',
    'user@a',
    'a?x',
  ])('throws for WECHAT_PAY_HOSTS=%s', (WECHAT_PAY_HOSTS) => {
    expectFault({ ...REQUIRED, WECHAT_PAY_HOSTS }, 'WECHAT_PAY_HOSTS');
  });

  it.each(['::1', '1.2.3', '1.2.3.256', 'localhost', '1.2.3.4, 5.6.7.8'])(
    'throws for CLIENT_IP=%s',
    (CLIENT_IP) => {
      expectFault({ ...REQUIRED, CLIENT_IP }, 'CLIENT_IP');
    },
  );

  it.each(['-1', '1.5', '1s', 'Infinity', '900001', '1e3', '0x10'])(
    'throws for SEND_SLOT_MS=%s',
    (SEND_SLOT_MS) => {
      expectFault({ ...REQUIRED, SEND_SLOT_MS }, 'SEND_SLOT_MS');
    },
  );
});
