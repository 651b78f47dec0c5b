/**
 * Whether every proof is played (`npm run test:all`, in CI) or a slice of each (`npm test`, at most 3 minutes). A slice is
 * the same everywhere, so that what passes here passes there.
 */
export const isAll = process.env.TEST_SCOPE === 'all';

/** A bound for the whole proof, and for its slice. */
export function bounded<T>(all: T, slice: T): T {
  return isAll ? all : slice;
}
