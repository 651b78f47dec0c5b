import { parseBeijingText } from '../../../shared/api/beijing';
import { receiptOf } from '../../../shared/wechat-pay/responses/receipt';

const NOON_S = Date.parse('2025-01-01T04:00:00Z') / 1000;

function opened(amount: string, rcv_time: string, openid = 'oTEST') {
  return { openid, amount, rcv_time };
}

describe('receiptOf', () => {
  it('knows nothing of a packet that nobody has opened yet', () => {
    expect(receiptOf({ status: 'SENT' }, null, 100)).toEqual({});
    expect(receiptOf({ status: 'SENT' }, [], 100)).toEqual({});
  });

  it('takes amount and time from the recipient', () => {
    const recipients = [opened('100', '2025-01-01 12:00:00')];
    expect(receiptOf({ status: 'RECEIVED' }, recipients, 100)).toEqual({
      ...{ received_fen: 100, received_at: NOON_S },
    });
  });

  it('takes a packet that WeChat calls RECEIVED without naming anybody as received whole', () => {
    expect(receiptOf({ status: 'RECEIVED' }, null, 188)).toEqual({ received_fen: 188 });
  });

  it('adds up several recipients, and has the time of the last', () => {
    const recipients = [opened('250', '2025-01-01 12:00:00'), opened('200', '2025-01-01 11:59:00', 'oB')];
    expect(receiptOf({ status: 'SENT' }, recipients, 600)).toEqual({
      ...{ received_fen: 450, received_at: NOON_S },
    });
  });

  it('has what was returned and when, as WeChat says', () => {
    const fields = { status: 'REFUND', refund_amount: '150', refund_time: '2025-01-01 12:00:00' };
    const recipients = [opened('450', '2025-01-01 11:00:00')];
    expect(receiptOf(fields, recipients, 600)).toEqual({
      ...{ received_fen: 450, received_at: NOON_S - 3600, refunded_fen: 150, refunded_at: NOON_S },
    });
  });

  it('takes what nobody received as returned when WeChat says REFUND and no amount', () => {
    expect(receiptOf({ status: 'REFUND' }, null, 600)).toEqual({ refunded_fen: 600 });
    expect(receiptOf({ status: 'REFUND' }, [opened('450', '')], 600)).toEqual({
      ...{ received_fen: 450, refunded_fen: 150 },
    });
  });

  it('does not guess at an amount or a time that it cannot read', () => {
    const fields = { status: 'SENT', refund_amount: '1.5', refund_time: '2025-01-01T12:00:00Z' };
    expect(receiptOf(fields, [opened('1e2', 'noon')], 100)).toEqual({});
  });
});

test('parseBeijingText reads WeChat’s times as UTC+8, and nothing else', () => {
  expect(parseBeijingText('2025-01-01 12:00:00')).toBe(NOON_S * 1000);
  for (const text of [undefined, '', '2025-01-01', '2025-13-01 12:00:00', ' 2025-01-01 12:00:00'])
    expect(parseBeijingText(text)).toBeNull();
});
