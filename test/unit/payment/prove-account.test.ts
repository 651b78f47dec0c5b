import type { Merchant } from '../../../shared/api/merchant';
import { proveAccount } from '../../../shared/payment/prove-account';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import type { WeChatRequest } from '../../../shared/wechat-pay/requests';

const MERCHANT: Merchant = {
  mchId: '10000098',
  apiKey: 'k'.repeat(32),
  certificate: '',
  privateKey: '',
  dailyBudgetFen: null,
};

function xml(fields: Record<string, string>): Reply {
  const body = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return { kind: 'answered', httpStatus: 200, body: `<xml>${body.join('')}</xml>` };
}

function refusal(err_code: string): Reply {
  return xml({ return_code: 'SUCCESS', result_code: 'FAIL', err_code, err_code_des: 'why' });
}

/** WeChat Pay with a reply per host. */
function weChatPay(...replies: Reply[]) {
  const asked: { request: WeChatRequest; host: number }[] = [];
  const post = (request: WeChatRequest, _: Merchant, host: number): Promise<Reply> => {
    asked.push({ request, host });
    return Promise.resolve(replies[host] ?? refusal('NO_REPLY'));
  };
  return { asked, hostCount: replies.length, post };
}

const unsent: Reply = { kind: 'unsent', cause: new Error('no route') };

describe('proveAccount', () => {
  it('queries an order that cannot exist, for this merchant and appid, and is proven by NOT_FOUND', async () => {
    const wechat = weChatPay(refusal('NOT_FOUND'));
    expect(await proveAccount(wechat, MERCHANT, 'wx1')).toEqual({ kind: 'proven' });
    const [{ request } = { request: { path: '', body: '' } }] = wechat.asked;
    expect(request.path).toBe('/mmpaymkttransfers/gethbinfo');
    expect(request.body).toContain('0'.repeat(28));
    for (const part of ['10000098', 'wx1']) expect(request.body).toContain(part);
  });

  it.each([
    ['SIGN_ERROR', true],
    ['CA_ERROR', true],
    ['PARAM_ERROR', false],
    ['NO_AUTH', false],
  ])('is refused by %s, whose cause is in the secret: %s', async (code, isSecretFault) => {
    const proof = await proveAccount(weChatPay(refusal(code)), MERCHANT, 'wx1');
    expect(proof).toEqual({ kind: 'refused', isSecretFault, code, text: 'why' });
  });

  it('is refused by the page that turns a certificate away', async () => {
    const body = '<html>400 The SSL certificate error</html>';
    const page: Reply = { kind: 'answered', httpStatus: 400, body };
    expect(await proveAccount(weChatPay(page), MERCHANT, 'wx1')).toMatchObject({
      kind: 'refused',
      isSecretFault: true,
    });
  });

  it('knows nothing after SYSTEMERROR in either form, a lost answer, or no connection to any host', async () => {
    const old = xml({
      return_code: 'FAIL',
      result_code: 'FAIL',
      err_code: 'SYSTEMERROR',
      return_msg: 'busy',
    });
    const lost: Reply = { kind: 'lost', cause: new Error('reset') };
    for (const replies of [[old], [refusal('SYSTEMERROR')], [lost], [unsent, unsent]])
      expect(await proveAccount(weChatPay(...replies), MERCHANT, 'wx1')).toMatchObject({ kind: 'unknown' });
  });

  it('tries the next host only where the first was not reached', async () => {
    const wechat = weChatPay(unsent, refusal('NOT_FOUND'));
    expect(await proveAccount(wechat, MERCHANT, 'wx1')).toEqual({ kind: 'proven' });
    expect(wechat.asked.map(({ host }) => host)).toEqual([0, 1]);
    const answered = weChatPay(refusal('SIGN_ERROR'), refusal('NOT_FOUND'));
    expect(await proveAccount(answered, MERCHANT, 'wx1')).toMatchObject({ kind: 'refused' });
  });
});
