import { hash } from 'node:crypto';

/** Record id and WeChat order number of one payment. */
export interface OrderNumber {
  /** 24 lower-case hex digits. */
  readonly id: string;
  /** 28 characters of 0-9a-z; the first 24 are the id. WeChat allows at most 28 of 0-9a-zA-Z. */
  readonly mch_billno: string;
}

/**
 * Derives the only order number a payment ever has from its key alone, and from nothing that could change (no table,
 * no time, no counter). A retry therefore always refers to the same WeChat order, whatever was lost in between.
 */
export function orderNumber(idNamespace: string, miniappId: string, key: string): OrderNumber {
  // JSON keeps the three apart: ("a", "bc") and ("ab", "c") must not collide.
  const digest = hash('sha256', JSON.stringify([idNamespace, miniappId, key]), 'hex');
  return { id: digest.slice(0, 24), mch_billno: digest.slice(0, 28) };
}

/** A nonce derived from the number, so that a resend is identical to the byte. At most 32 characters. */
export function nonceFor(mchBillno: string): string {
  return hash('sha256', `nonce:${mchBillno}`, 'hex').slice(0, 32);
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

export function isMchBillno(text: string): boolean {
  return /^[0-9a-zA-Z]{28}$/.test(text);
}
