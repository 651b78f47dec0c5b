/** Steps of an axis of time, in minutes; and of one of amounts, in yuan. */
const TIME_STEPS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1_440, 2_880, 7_200, 14_400, 43_200];
const YUAN_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Neither more bars than can be told apart, nor a step that hides the course. */
const MAX_BUCKETS = 40;

export interface Buckets {
  readonly step: number;
  /** The first value of each bucket, in order and without a gap. */
  readonly starts: readonly number[];
}

/** Buckets for values that occur, so wide that there are at most 40. @param zone added before values are rounded */
function bucketsFor(values: Iterable<number>, steps: readonly number[], zone = 0): Buckets {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { step: 1, starts: [] };
  const startOf = (value: number, step: number): number => Math.floor((value + zone) / step) * step - zone;
  const fits = (step: number): boolean => (startOf(high, step) - startOf(low, step)) / step < MAX_BUCKETS;
  const step = steps.find(fits) ?? Math.ceil((high - low + 1) / (MAX_BUCKETS - 1));
  const first = startOf(low, step);
  const count = Math.floor((high - first) / step) + 1;
  return { step, starts: Array.from({ length: count }, (_, index) => first + index * step) };
}

/** Minutes since 1970, in buckets that begin with full hours and days of Beijing. */
export function timeBuckets(minutes: Iterable<number>): Buckets {
  return bucketsFor(minutes, TIME_STEPS, 480);
}

export function yuanBuckets(yuan: Iterable<number>): Buckets {
  return bucketsFor(yuan, YUAN_STEPS);
}

/** How many there are in each bucket. */
export function countIn({ step, starts }: Buckets, counts: ReadonlyMap<number, number>): number[] {
  const sums = starts.map(() => 0);
  const [first = 0] = starts;
  for (const [value, count] of counts) {
    const index = Math.floor((value - first) / step);
    sums[index] = (sums[index] ?? 0) + count;
  }
  return sums;
}
