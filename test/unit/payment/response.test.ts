import { sendData, unpaidData } from '../../../shared/payment/decide/response';
import { record } from '../support/samples';

const { id, mch_billno, idempotency_key } = record();

describe('sendData', () => {
  it('of a paid record is the original’s success, and nothing more', () => {
    expect(sendData(record({ state: 'paid', send_listid: '1000041701' }))).toEqual({
      return_code: 'SUCCESS',
      mch_billno,
      send_listid: '1000041701',
    });
  });

  it.each([
    ['open', 'open'],
    ['parked', 'retry'],
    ['closed', 'refused'],
  ] as const)('of a record that is %s says %s, with WeChat’s own codes', (state, outcome) => {
    expect(sendData(record({ state, err_code: 'NOTENOUGH', err_code_des: '帐号余额不足' }))).toEqual({
      err_code: 'NOTENOUGH',
      err_code_des: '帐号余额不足',
      outcome,
      id,
      mch_billno,
      idempotency_key,
    });
  });

  it('of an open record without an answer says SYSTEMERROR, whose rule is: same number, or wait', () => {
    expect(sendData(record())).toMatchObject({ err_code: 'SYSTEMERROR', outcome: 'open' });
    expect(sendData(record())).not.toHaveProperty('return_code');
    expect(sendData(record())).toMatchObject({
      err_code_des: expect.stringMatching(/not known .* same idempotency_key/),
    });
  });

  it('of a record that a person called paid has no number of WeChat’s to give', () => {
    expect(sendData(record({ state: 'paid' }))).toMatchObject({ return_code: 'SUCCESS', send_listid: '' });
  });
});

describe('unpaidData', () => {
  it('gives the codes of a query that was refused', () => {
    expect(
      unpaidData(record({ state: 'parked', err_code: 'NOTENOUGH' }), 'FREQ_LIMIT', '频率过高'),
    ).toMatchObject({
      err_code: 'FREQ_LIMIT',
      err_code_des: '频率过高',
      outcome: 'retry',
    });
  });

  it('never tells a paid record’s caller that another key may be used', () => {
    expect(unpaidData(record({ state: 'paid' }), 'SYSTEMERROR', 'x').outcome).toBe('open');
  });
});
