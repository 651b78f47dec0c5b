import { readQuery } from '../../../shared/wechat-pay/query-reading';
import { ACCOUNT, found, refusal } from '../../fixtures/answers';
import { answered, changed, LOST } from '../support/replies';
import { order } from '../support/samples';

/** What a query proves beside the state of an order. */

function read(body: string, isAnothers = false) {
  return readQuery(answered(body), order(), ACCOUNT.apiKey, isAnothers);
}

describe('a query that is refused', () => {
  it.each(['PARAM_ERROR', 'ILLEGAL_APPID', 'OPENID_ERROR', 'XML_ERROR'])(
    'with %s is at fault itself, in what the send had too',
    (code) => {
      expect(read(refusal(code, 'x'))).toMatchObject({ kind: 'silent', code, atFault: true });
    },
  );

  it.each(['FREQ_LIMIT', 'SYSTEMERROR', 'SIGN_ERROR', 'CA_ERROR', 'NOTENOUGH', 'NO_AUTH', 'SOME_NEW_CODE'])(
    'with %s tells nothing of the send',
    (code) => {
      expect(read(refusal(code, 'x'))).toMatchObject({ kind: 'silent', atFault: false });
    },
  );

  it('under return_code FAIL, with no result_code, or not answered tells nothing either', () => {
    const wrong = refusal('PARAM_ERROR', 'x');
    for (const body of [changed(wrong, 'return_code', 'FAIL'), changed(wrong, 'result_code', '')])
      expect(read(body)).toMatchObject({ kind: 'silent', atFault: false });
    expect(readQuery(LOST, order(), ACCOUNT.apiKey)).toMatchObject({ kind: 'silent', atFault: false });
  });
});

describe('an order of which WeChat has said that it is another’s', () => {
  const taken = (...openids: string[]) => {
    const entry = (openid: string) => `<hbinfo><openid>${openid}</openid><amount>100</amount></hbinfo>`;
    return `<hblist>${openids.map(entry).join('')}</hblist>`;
  };

  it.each(['SENT', 'RECEIVED', 'RFUND_ING', 'REFUND'])(
    'and that is %s proves no payment of ours',
    (status) => {
      expect(read(found(status), true)).toMatchObject({ kind: 'disagrees', status });
      expect(read(found(status, 1, taken()), true).kind).toBe('disagrees');
      expect(read(found(status, 1, taken('oSomebodyElse')), true).kind).toBe('disagrees');
    },
  );

  it('is ours after all when our recipient has taken it', () => {
    expect(read(found('RECEIVED', 1, taken(order().re_openid)), true).kind).toBe('paid');
    expect(read(found('RECEIVED', 1, taken('oSomebodyElse', order().re_openid)), true).kind).toBe('paid');
  });

  it('frees the number when it failed, and is as unknown as ours while it is being sent', () => {
    expect(read(found('FAILED'), true).kind).toBe('closed');
    expect(read(found('SENDING'), true).kind).toBe('sending');
  });
});
