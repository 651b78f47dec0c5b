import fc from 'fast-check';
import type { Detailed } from '../../cli/report/entry';

/** 2026-11-01 00:00:00 in Beijing, in unix seconds. */
export const NOVEMBER_S = Date.parse('2026-11-01T00:00:00+08:00') / 1000;
export const DAY_S = 86_400;

const PAID_AT_S = NOVEMBER_S + 10 * DAY_S + 3_600;

/** A record with details, of 1.88 yuan, paid on November 11 and not asked for yet; with the given changes. */
export function record(changes: Partial<Detailed> = {}): Detailed {
  const id = 'a0b1c2d3e4f5a0b1c2d3e4f5';
  return {
    ...{ id, pk: id, mch_billno: `${id}AbC9`, miniapp_id: 'app', official_account_id: 'wx1' },
    ...{ act_name: '新年红包', send_name: '红包铺', wishing: '恭喜', remark: '备注', amt_type: null },
    ...{ raw_result: '<xml/>', re_openid: 'oSecret', risk_info: null, scene_id: null, type: 'normal' },
    ...{ created_at: PAID_AT_S - 1, updated_at: PAID_AT_S, total_amount: 1.88, total_num: 1 },
    ...{ result: null, status: null, outcome: 'paid', proof: 'echo', idempotency_key: 'key-1' },
    ...{ gateway_type: 'weixin_tenpay', mch_id: '10000098', paid_at: PAID_AT_S, asked_at: null },
    ...{ received_fen: null, received_at: null, refunded_fen: null, refunded_at: null, history: [] },
    ...changes,
  };
}

export function refused(code: string, changes: Partial<Detailed> = {}): Detailed {
  const result = { err_code: code, err_code_des: '' };
  return record({ outcome: 'refused', proof: null, paid_at: null, result, ...changes });
}

export async function* each<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}

const timeS = fc.integer({ min: NOVEMBER_S - 5 * DAY_S, max: NOVEMBER_S + 35 * DAY_S });
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });

/** Records of October to December, as WeChat may leave them. */
export const anyRecord: fc.Arbitrary<Detailed> = fc
  .record({
    outcome: fc.constantFrom('paid', 'open', 'retry', 'refused'),
    official_account_id: fc.constantFrom('wx1', 'wx2'),
    gateway_type: fc.constantFrom('weixin_tenpay', 'weixin_tenpay_js'),
    fen: fc.integer({ min: 30, max: 499_900 }),
    taken: fc.integer({ min: 0, max: 100 }),
    isReturned: fc.boolean(),
    created_at: timeS,
    paid_at: orNull(timeS),
    refunded_at: orNull(timeS),
    asked_at: orNull(timeS),
    code: fc.constantFrom('NOTENOUGH', 'NO_AUTH', 'MONEY_LIMIT'),
  })
  .map(({ fen, taken, isReturned, code, ...fields }) => {
    const isPaid = fields.outcome === 'paid';
    const receivedFen = Math.floor((fen * taken) / 100);
    return record({
      ...(fields as Partial<Detailed>),
      total_amount: fen / 100,
      paid_at: isPaid ? fields.paid_at : null,
      received_fen: isPaid && receivedFen > 0 ? receivedFen : null,
      refunded_fen: isPaid && isReturned && receivedFen < fen ? fen - receivedFen : null,
      result: isPaid || fields.outcome === 'open' ? null : { err_code: code, err_code_des: '' },
    });
  });
