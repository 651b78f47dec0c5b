import { createHash } from 'node:crypto';
import type { Buckets } from './buckets';

/** What an openid is compared by, beside others of the same plan. */
export function openidHash(openid: string): Buffer {
  return createHash('sha256').update(openid, 'utf8').digest();
}

/** The most that one recipient gets, in fen. @param recipients entries by `openidHash`, `second` the amount in fen */
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
