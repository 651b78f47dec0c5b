import { RedPack } from 'red-pack';

/** An order that has earned a red packet. */
export interface Order {
  readonly id: string;
  readonly openid: string;
  readonly yuan: number;
  /** Raise it after a refusal, and only then: each attempt is a payment of its own. */
  readonly attempt?: number;
}

export type Result =
  | { readonly outcome: 'paid'; readonly mch_billno: string }
  | { readonly outcome: 'refused'; readonly err_code: string; readonly next: Order };

/** One per process, so that the connections to Lambda are reused. */
const redPack = new RedPack();

export async function handler(order: Order): Promise<Result> {
  const { id, openid, yuan, attempt = 1 } = order;
  // A failure that says nothing about the payment (a timeout, 500, 503) is thrown here, as an HError.
  const { data } = await redPack.sendRedPack({
    // Made of the order alone. A random key, a time or the request id would pay again when this function is retried.
    idempotency_key: `order/${id}/${attempt}`,
    type: 'normal',
    official_account_id: process.env.OFFICIAL_ACCOUNT_ID ?? '',
    re_openid: openid,
    total_amount: yuan,
    total_num: 1,
    send_name: '红包铺',
    act_name: '订单返现',
    remark: '订单返现',
    wishing: '感谢惠顾',
  });
  if ('return_code' in data) return { outcome: 'paid', mch_billno: data.mch_billno };
  // The number is closed for good: once the cause is fixed, the next attempt has a key of its own.
  if (data.outcome === 'refused')
    return { outcome: 'refused', err_code: data.err_code, next: { ...order, attempt: attempt + 1 } };
  // `open` may be paid already, `retry` is not paid yet: in both cases the same order, and so the same key, comes again.
  throw new Error(`Order ${id} is ${data.outcome} (${data.err_code}): invoke again with the same order.`);
}
