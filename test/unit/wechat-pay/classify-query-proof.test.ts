import { classifyQuery, type Standing } from '../../../shared/wechat-pay/responses/classify-query';
import { ACCOUNT, found, refusal } from '../../fixtures/answers';
import { answered, beijingTime, changed, LOST, recipients, withElement, without } from '../support/replies';
import { order } from '../support/samples';

/** What a query proves beside the state of an order: that it was refused itself, and whose the order is. */

const PAID = ['SENT', 'RECEIVED', 'RFUND_ING', 'REFUND'];
const STANDINGS: readonly Standing[] = ['ours', 'unknown', 'doubted', 'foreign'];
const OURS = order().re_openid;
const THEIRS = 'oSomebodyElse';
const REASON = '<reason>帐号余额不足</reason>';

function read(body: string, standing?: Standing, changes: Parameters<typeof order>[1] = {}) {
  return classifyQuery(answered(body), order(1, changes), ACCOUNT.apiKey, standing);
}

/** The kind of the result, by what is known of the order already. */
function kinds(body: string, changes: Parameters<typeof order>[1] = {}) {
  return Object.fromEntries(STANDINGS.map((standing) => [standing, read(body, standing, changes).kind]));
}

describe('a query that is refused', () => {
  it.each([
    ...['PARAM_ERROR', 'ILLEGAL_APPID', 'OPENID_ERROR', 'XML_ERROR', 'SEND_FAILED'],
    ...['NO_AUTH', 'SIGN_ERROR', 'CA_ERROR', 'NOTENOUGH', 'API_METHOD_CLOSED'],
  ])('with %s is refused by a definite code: the order cannot be asked for', (code) => {
    expect(read(refusal(code, 'x'))).toMatchObject({ kind: 'unanswered', code, isRefused: true });
  });

  it.each(['FREQ_LIMIT', 'SYSTEMERROR', 'PROCESSING', 'FATAL_ERROR', 'SOME_NEW_CODE', '268458547'])(
    'with %s may be answered the next time',
    (code) => {
      expect(read(refusal(code, 'x'))).toMatchObject({ kind: 'unanswered', code, isRefused: false });
    },
  );

  it('under return_code FAIL, with no result_code, wrongly signed, or not answered is not known to be refused', () => {
    const wrong = refusal('PARAM_ERROR', 'x');
    for (const body of [
      changed(wrong, 'return_code', 'FAIL'),
      changed(wrong, 'result_code', ''),
      withElement(wrong, 'sign', 'X'),
      changed(wrong, 'mch_billno', 'other'),
    ])
      expect(read(body)).toMatchObject({ kind: 'unanswered', isRefused: false });
    expect(classifyQuery(LOST, order(), ACCOUNT.apiKey)).toMatchObject({
      kind: 'unanswered',
      isRefused: false,
    });
  });
});

describe.each(PAID)('an order that is %s, by its recipients and by what is known of it', (status) => {
  it('is paid when our recipient has taken it, whatever was known', () => {
    const paid = { ours: 'paid', unknown: 'paid', doubted: 'paid', foreign: 'paid' };
    expect(kinds(found(status, 1, recipients(OURS)))).toEqual(paid);
    expect(kinds(found(status, 1, recipients(THEIRS, OURS)))).toEqual(paid);
  });

  it('is unproven when others are named, and neither we nor WeChat know it for ours', () => {
    expect(kinds(found(status, 1, recipients(THEIRS)))).toEqual({
      ...{ ours: 'paid', unknown: 'unproven', doubted: 'unproven', foreign: 'mismatch' },
    });
  });

  it.each([
    ['no list', ''],
    ['an empty list', recipients()],
    ['a recipient without a name', recipients('')],
  ])('with %s is paid unless something speaks against it', (_, list) => {
    expect(kinds(found(status, 1, list))).toEqual({
      ...{ ours: 'paid', unknown: 'paid', doubted: 'unproven', foreign: 'mismatch' },
    });
  });

  it('is, as a group packet, taken by others, too', () => {
    const group = { type: 'fission', total_num: 3 } as const;
    expect(kinds(found(status, 1, recipients(THEIRS, 'oAnother')), group)).toMatchObject({
      ...{ ours: 'paid', unknown: 'paid', foreign: 'mismatch' },
    });
  });

  it('is not ours at all when number, merchant or amount differ, no matter who has taken it', () => {
    for (const name of ['mch_billno', 'mch_id', 'total_amount'])
      expect(new Set(Object.values(kinds(changed(found(status, 1, recipients(OURS)), name, '1'))))).toEqual(
        new Set(['mismatch']),
      );
  });
});

describe('an order that is not paid, of which WeChat has said that it is another’s', () => {
  it.each([
    ['FAILED', ''],
    ['FAILED', REASON],
    ['SENDING', ''],
    ['SENDING', REASON],
    ['NEW_WORD', ''],
  ])('and that is %s%s tells nothing of ours', (status, reason) => {
    expect(read(found(status, 1, reason), 'foreign')).toMatchObject({ kind: 'mismatch', status });
  });

  it('is unlike one that is only doubted: what WeChat does not pay is nobody’s payment', () => {
    expect(read(found('FAILED'), 'doubted').kind).toBe('closed');
    expect(read(found('SENDING', 1, REASON), 'doubted').kind).toBe('parked');
    expect(read(found('SENDING'), 'doubted').kind).toBe('sending');
  });
});

test('nothing is known of an order unless it is said', () => {
  const body = found('RECEIVED', 1, recipients(THEIRS));
  expect(read(body)).toEqual(read(body, 'unknown'));
});

describe('when an unproven order was made', () => {
  const of = (body: string) => {
    const result = read(body);
    return result.kind === 'unproven' ? result.sentAtMs : 'not unproven';
  };
  const UNPROVEN = found('RECEIVED', 1, recipients(THEIRS));

  it('is WeChat’s time, which is Beijing’s, in unix milliseconds', () => {
    expect(of(UNPROVEN)).toBe(Date.UTC(2025, 0, 1, 4));
    for (const ms of [Date.UTC(2024, 11, 31, 16), Date.UTC(2024, 1, 29, 15, 59, 59)])
      expect(of(changed(UNPROVEN, 'send_time', beijingTime(ms)))).toBe(ms);
  });

  it('is not known when WeChat does not say, or says it in another form', () => {
    expect(of(without(UNPROVEN, 'send_time'))).toBeNull();
    for (const text of ['', '2025-01-01', '20250101120000', '2025-01-01T12:00:00', '2025-13-01 12:00:00'])
      expect(of(changed(UNPROVEN, 'send_time', text))).toBeNull();
    for (const text of ['2025-01-01 12:00:00Z', ' 2025-01-01 12:00:00', '2025-01-01 25:00:00', '1735704000'])
      expect(of(changed(UNPROVEN, 'send_time', text))).toBeNull();
  });
});
