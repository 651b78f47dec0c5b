import type { Buckets, Entry } from '../../../../shared/campaign/buckets';
import type { Reason } from '../reason/reason';
import type { Faults } from './faults';

/** Refuses each row that has the identity of one before it. @param identities `first` is the row */
export function findRepeats(identities: Buckets, column: 'row_key' | 're_openid', faults: Faults): void {
  for (const entries of identities.all()) {
    const rows = new Map<string, number>();
    for (const { hash, first } of entries) {
      const before = rows.get(hash);
      if (before === undefined) rows.set(hash, first);
      else faults.add(first, repeats(column, before));
    }
  }
}

function repeats(column: 'row_key' | 're_openid', row: number): Reason {
  return [{ kind: column === 'row_key' ? 'same-row-key' : 'same-openid', row }];
}

/** What the recipients of a file get, one recipient by one. */
export interface RecipientSums {
  readonly recipients: number;
  readonly mostPackets: number;
}

/**
 * Sums over each recipient's rows, and refuses those with which she would get more than the limit.
 * @param recipients `first` is the row, `second` the amount in fen; rows with a fault do not count
 */
export function sumRecipients(recipients: Buckets, limitFen: number | null, faults: Faults): RecipientSums {
  let [count, mostPackets] = [0, 0];
  for (const entries of recipients.all()) {
    const sums = new Map<string, { packets: number; fen: number }>();
    for (const entry of entries.filter(({ first }) => !faults.has(first))) {
      const sum = sums.get(entry.hash) ?? { packets: 0, fen: 0 };
      if (limitFen !== null && sum.fen + entry.second > limitFen) {
        faults.add(entry.first, overLimit(sum.fen, entry, limitFen));
        continue;
      }
      sums.set(entry.hash, { packets: sum.packets + 1, fen: sum.fen + entry.second });
      mostPackets = Math.max(mostPackets, sum.packets + 1);
    }
    count += sums.size;
  }
  return { recipients: count, mostPackets };
}

function overLimit(beforeFen: number, { second }: Entry, limitFen: number): Reason {
  return [{ kind: 'over-limit', fen: second, beforeFen, limitFen }];
}
