import { hash } from 'node:crypto';
import type { Buckets } from './buckets';
import type { Manifest } from './manifest';
import type { PlanLine } from './plan-line';

/** What an openid is compared by, beside others of the same plan. */
export function openidHash(openid: string): Buffer {
  return hash('sha256', openid, 'buffer');
}

/** The first bytes of the same, from the key where it is made from the openid: hashing is what costs most here. */
export function recipientHash(
  { re_openid, idempotency_key }: Pick<PlanLine, 're_openid' | 'idempotency_key'>,
  identity: Manifest['identity'],
): Buffer {
  return identity === 're_openid' ? keyHash(idempotency_key) : openidHash(re_openid);
}

/** The hash that ends a key. */
export function keyHash(key: string): Buffer {
  return Buffer.from(key.slice(-32), 'hex');
}

/** The most that one recipient gets, in fen. @param recipients entries by `recipientHash`, `second` the amount in fen */
export function largestRecipientFen(recipients: Buckets): number {
  let largest = 0;
  for (const entries of recipients.all()) {
    const sums = new Map<string, number>();
    for (const { hash, second } of entries) {
      const sum = (sums.get(hash) ?? 0) + second;
      sums.set(hash, sum);
      if (sum > largest) largest = sum;
    }
  }
  return largest;
}
