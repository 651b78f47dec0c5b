import fc from 'fast-check';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { classifyQuery, type QueryResult } from '../../../shared/wechat-pay/responses/classify-query';
import {
  ACCOUNT,
  found,
  refusal,
  X1A_PAID_DOCUMENTED,
  X2_BARE_FAIL,
  X4_SYSTEMERROR,
  X7_RECEIVED,
  X8_PARKED,
  X9_NOT_FOUND_LIVE,
  X10_NOT_FOUND_DOCUMENTED,
  X11_GROUP_REFUNDED,
  X12_NO_CERTIFICATE,
  X14_UNLISTED,
  XML_ANSWERS,
} from '../../fixtures/answers';
import { answered, changed, LOST, UNSENT, withElement, without } from '../support/replies';
import { order } from '../support/samples';

function read(body: string, n = 1, changes: Parameters<typeof order>[1] = {}): QueryResult {
  return classifyQuery(answered(body), order(n, changes), ACCOUNT.apiKey);
}

const PAID = ['SENT', 'RECEIVED', 'RFUND_ING', 'REFUND'];
const REASON = '<reason><![CDATA[帐号余额不足]]></reason>';

describe('an order that is found', () => {
  it.each(PAID)('%s is paid: the packet went out', (status) => {
    expect(read(found(status))).toMatchObject({
      kind: 'paid',
      status,
      sendListid: '1000041701202501010000000000001',
    });
  });

  it('FAILED is closed, with WeChat’s reason where it gives one', () => {
    expect(read(found('FAILED', 1, REASON))).toMatchObject({
      kind: 'closed',
      code: 'FAILED',
      text: '帐号余额不足',
    });
    expect(read(found('FAILED'))).toMatchObject({
      kind: 'closed',
      code: 'FAILED',
      text: expect.stringMatching(/./),
    });
  });

  it('SENDING with a reason is parked, without one it is on its way', () => {
    expect(read(X8_PARKED, 5)).toMatchObject({ kind: 'parked', status: 'SENDING', text: '帐号余额不足' });
    expect(read(found('SENDING'))).toMatchObject({ kind: 'sending', status: 'SENDING' });
    expect(read(found('SENDING', 1, '<reason></reason>')).kind).toBe('sending');
  });

  it.each(['', 'sent', 'SENT ', 'REFUNDED', 'RFUNDING', 'NEW_WORD', 'SUCCESS', 'FAIL', '__proto__'])(
    'a status of %j proves nothing',
    (status) => {
      expect(read(found(status)).kind).toBe('sending');
    },
  );

  it('without a status proves nothing', () => {
    expect(read(without(found('SENT'), 'status'))).toMatchObject({ kind: 'sending', status: '' });
  });

  it('in a word not known to us proves nothing, though a reason be given', () => {
    expect(read(found('NEW_WORD', 1, REASON))).toMatchObject({ kind: 'sending', status: 'NEW_WORD' });
  });

  it('and was not paid need not name the amount', () => {
    expect(read(without(found('FAILED'), 'total_amount')).kind).toBe('closed');
    expect(read(without(found('SENDING', 1, REASON), 'total_amount')).kind).toBe('parked');
  });

  it.each(PAID)('%s of another number, merchant or amount proves nothing', (status) => {
    for (const name of ['mch_billno', 'mch_id', 'total_amount']) {
      for (const value of ['other', '', ' 100', '1'])
        expect(read(changed(found(status), name, value))).toMatchObject({ kind: 'mismatch', status });
      expect(read(without(found(status), name)).kind).toBe('mismatch');
    }
  });

  it.each(['FAILED', 'SENDING'])('%s of another number, merchant or amount proves nothing', (status) => {
    for (const name of ['mch_billno', 'mch_id', 'total_amount'])
      expect(read(changed(found(status, 1, REASON), name, 'other')).kind).toBe('mismatch');
  });

  it.each([
    ['another number', changed(found('SENT'), 'mch_billno', 'other'), true],
    ['another merchant', changed(found('SENT'), 'mch_id', 'other'), true],
    ['no number', without(found('SENT'), 'mch_billno'), false],
    ['another amount', changed(found('SENT'), 'total_amount', '1'), false],
  ])('with %s tells whether it is about another number', (_, xml, isOtherNumber) => {
    expect(read(xml)).toMatchObject({ kind: 'mismatch', isOtherNumber });
  });

  it('is paid also where WeChat names no number of its own', () => {
    expect(read(without(found('SENT'), 'detail_id'))).toMatchObject({ kind: 'paid', sendListid: '' });
  });

  it('with a wrong signature tells nothing', () => {
    expect(read(withElement(found('SENT'), 'sign', 'X')).kind).toBe('unanswered');
  });

  it('with recipients is read whatever its signature: how a list is signed is not documented', () => {
    const result = read(withElement(X7_RECEIVED, 'sign', 'X'));
    expect(result).toMatchObject({ kind: 'paid', data: { hblist: [{ openid: ACCOUNT.openid }] } });
  });
});

describe('what the caller is shown', () => {
  it('is WeChat’s answer, flat, every value a string', () => {
    expect(read(found('SENT'))).toMatchObject({
      data: {
        return_code: 'SUCCESS',
        return_msg: 'OK',
        result_code: 'SUCCESS',
        err_code: 'SUCCESS',
        err_code_des: 'OK',
        mch_billno: order().mch_billno,
        mch_id: ACCOUNT.mch_id,
        detail_id: '1000041701202501010000000000001',
        status: 'SENT',
        send_type: 'API',
        hb_type: 'NORMAL',
        total_num: '1',
        total_amount: '100',
        send_time: '2025-01-01 12:00:00',
      },
    });
  });

  it('has hblist as an array, of one recipient or more', () => {
    const one = read(X7_RECEIVED);
    expect(one).toMatchObject({
      kind: 'paid',
      data: { hblist: [{ openid: ACCOUNT.openid, amount: '100', rcv_time: '2025-01-01 12:00:30' }] },
    });
    const group = read(X11_GROUP_REFUNDED, 7, { type: 'fission', total_fen: 600, total_num: 3 });
    expect(group).toMatchObject({
      kind: 'paid',
      status: 'REFUND',
      data: { hblist: [{ amount: '250' }, { amount: '200' }] },
    });
  });

  it('has no hblist where WeChat gives none, and never the signature', () => {
    const result = read(found('SENT'));
    const data = 'data' in result ? result.data : {};
    expect(data).not.toHaveProperty('hblist');
    expect(Object.values(data).every((value) => typeof value === 'string')).toBe(true);
    expect(data).not.toHaveProperty('sign');
  });
});

describe('an order that is not found', () => {
  it('is missing, in both shapes, and never failed', () => {
    expect(read(X9_NOT_FOUND_LIVE, 6)).toMatchObject({
      kind: 'missing',
      documented: false,
      code: 'NOT_FOUND',
    });
    expect(read(X10_NOT_FOUND_DOCUMENTED, 6)).toMatchObject({ kind: 'missing', documented: true });
  });

  it('is missing in these two shapes only: anything between them tells nothing', () => {
    const changes: [xml: string, name: string, value: string][] = [
      [X9_NOT_FOUND_LIVE, 'return_code', 'FAIL'],
      [X9_NOT_FOUND_LIVE, 'return_code', ''],
      [X9_NOT_FOUND_LIVE, 'result_code', ''],
      [X9_NOT_FOUND_LIVE, 'err_code', 'SYSTEMERROR'],
      [X10_NOT_FOUND_DOCUMENTED, 'return_code', ''],
      [X10_NOT_FOUND_DOCUMENTED, 'result_code', ''],
      [X10_NOT_FOUND_DOCUMENTED, 'err_code', 'FREQ_LIMIT'],
      [X10_NOT_FOUND_DOCUMENTED, 'err_code', ''],
    ];
    for (const change of changes) expect(read(changed(...change), 6).kind).toBe('unanswered');
  });

  it('of another number tells nothing of ours', () => {
    expect(read(X9_NOT_FOUND_LIVE, 1).kind).toBe('unanswered');
    expect(read(X10_NOT_FOUND_DOCUMENTED, 1).kind).toBe('unanswered');
    expect(read(changed(X9_NOT_FOUND_LIVE, 'mch_id', '1'), 6).kind).toBe('unanswered');
  });
});

describe('a query that is refused or not answered', () => {
  it.each([
    ['a bare FAIL', X2_BARE_FAIL],
    ['a busy system', X4_SYSTEMERROR],
    ['an unlisted code', X14_UNLISTED],
    ['no permission', refusal('NO_AUTH', 'x')],
    ['too fast', refusal('FREQ_LIMIT', 'x')],
    ['a send’s own code', refusal('SEND_FAILED', 'x')],
    ['half a success', changed(found('SENT'), 'result_code', '')],
    ['a success under FAIL', changed(found('SENT'), 'return_code', 'FAIL')],
    ['nothing', ''],
    ['HTML', X12_NO_CERTIFICATE],
  ])('tells nothing: %s', (_, body) => {
    expect(read(body)).toMatchObject({ kind: 'unanswered', mayBeStaleSecret: false });
  });

  it('tells nothing under another HTTP status, whatever its body', () => {
    for (const httpStatus of [400, 404, 500, 502])
      expect(classifyQuery(answered(found('SENT'), httpStatus), order(), ACCOUNT.apiKey).kind).toBe(
        'unanswered',
      );
  });

  it('tells nothing when lost or unsent', () => {
    expect(classifyQuery(LOST, order(), ACCOUNT.apiKey)).toMatchObject({
      kind: 'unanswered',
      code: 'SYSTEMERROR',
    });
    expect(classifyQuery(UNSENT, order(), ACCOUNT.apiKey)).toMatchObject({
      kind: 'unanswered',
      code: 'SYSTEMERROR',
    });
  });

  it('doubts the secret where key or certificate is refused', () => {
    expect(read(refusal('SIGN_ERROR', 'x'))).toMatchObject({ kind: 'unanswered', mayBeStaleSecret: true });
    expect(read(refusal('CA_ERROR', 'x'))).toMatchObject({ kind: 'unanswered', mayBeStaleSecret: true });
    const page = classifyQuery(answered(X12_NO_CERTIFICATE, 400), order(), ACCOUNT.apiKey);
    expect(page).toMatchObject({ kind: 'unanswered', mayBeStaleSecret: true });
  });

  it('is no proof of a payment even when it is the answer to a send', () => {
    expect(read(X1A_PAID_DOCUMENTED).kind).not.toBe('paid');
  });
});

describe('classifyQuery, whatever comes back', () => {
  const damaged = fc
    .tuple(
      fc.constantFrom(...Object.values(XML_ANSWERS), found('SENT'), found('FAILED')),
      fc.nat(900),
      fc.nat(30),
    )
    .map(([xml, at, drop]) => xml.slice(0, at) + xml.slice(at + drop));
  const element = fc.constantFrom(
    'mch_billno',
    'mch_id',
    'total_amount',
    'status',
    'return_code',
    'result_code',
  );
  const mutated = fc
    .tuple(
      fc.constantFrom(...PAID, 'FAILED', 'SENDING'),
      element,
      fc.constantFrom('', 'SENT', 'FAIL', '100', 'x'),
    )
    .map(([status, name, value]) => changed(found(status), name, value));

  it('never says paid unless a paid status, number, merchant and amount are there', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, mutated), (body) => {
        if (read(body).kind !== 'paid') return;
        const { fields } = parseXml(body, true);
        expect(PAID).toContain(fields.status);
        expect(fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', total_amount: '100' });
        expect(fields).toMatchObject({ mch_billno: order().mch_billno, mch_id: ACCOUNT.mch_id });
      }),
      { numRuns: 3_000 },
    );
  });

  it('never says closed unless WeChat says FAILED of this very order', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, mutated), (body) => {
        if (read(body).kind !== 'closed') return;
        const { fields } = parseXml(body, true);
        expect(fields).toMatchObject({
          status: 'FAILED',
          mch_billno: order().mch_billno,
          mch_id: ACCOUNT.mch_id,
        });
      }),
      { numRuns: 3_000 },
    );
  });
});
