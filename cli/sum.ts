import { fenToYuan, yuanToFen } from '../shared/api/money';

/** How many red packets, and how much money in fen. */
export interface Sum {
  readonly count: number;
  readonly fen: number;
}

export const NOTHING: Sum = { count: 0, fen: 0 };

/** Adds one red packet. @param yuan what cannot be an amount counts as 0 */
export function add({ count, fen }: Sum, yuan: unknown): Sum {
  return { count: count + 1, fen: fen + ((typeof yuan === 'number' && yuanToFen(yuan)) || 0) };
}

/** Sums by group, in the order in which the groups appear. */
export function sumBy<T>(
  items: readonly T[],
  groupOf: (item: T) => string,
  yuanOf: (item: T) => unknown,
): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const item of items) {
    const group = groupOf(item);
    sums.set(group, add(sums.get(group) ?? NOTHING, yuanOf(item)));
  }
  return sums;
}

export function total(sums: Iterable<Sum>): Sum {
  let [count, fen] = [0, 0];
  for (const sum of sums) {
    count += sum.count;
    fen += sum.fen;
  }
  return { count, fen };
}

/** As `--json` shows it. */
export function toJson({ count, fen }: Sum): { readonly count: number; readonly yuan: number } {
  return { count, yuan: fenToYuan(fen) };
}

/** `12.30`, for people. */
export function yuan(fen: number): string {
  return fenToYuan(fen).toFixed(2);
}

/** `3 red packets, 12.30 yuan`. */
export function describeSum({ count, fen }: Sum): string {
  return `${count} red packet${count === 1 ? '' : 's'}, ${yuan(fen)} yuan`;
}
