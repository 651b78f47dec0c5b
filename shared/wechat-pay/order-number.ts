import { hash } from 'node:crypto';

/** Id of the record and order number at WeChat of one intent. */
export interface OrderNumber {
  /** 24 lower-case hex. */
  readonly id: string;
  /** 28 of 0-9a-z; its first 24 are the id. WeChat allows at most 28 of 0-9a-zA-Z. */
  readonly mch_billno: string;
}

/**
 * The one order number an intent has for ever: a function of its key and of nothing that could change (no table,
 * no time, no counter), so that whoever repeats the intent, after whatever loss, asks WeChat for the same order.
 */
export function orderNumber(idNamespace: string, miniappId: string, key: string): OrderNumber {
  // JSON keeps the three apart: ("a", "bc") and ("ab", "c") must not meet.
  const digest = hash('sha256', JSON.stringify([idNamespace, miniappId, key]), 'hex');
  return { id: digest.slice(0, 24), mch_billno: digest.slice(0, 28) };
}

/** A nonce that follows from the number, so that a resend is the same to the byte. At most 32 characters. */
export function nonceFor(mchBillno: string): string {
  return hash('sha256', `nonce:${mchBillno}`, 'hex').slice(0, 32);
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

export function isMchBillno(text: string): boolean {
  return /^[0-9a-zA-Z]{28}$/.test(text);
}
