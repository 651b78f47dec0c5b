import { UsageError } from '../errors';

/** The option of commands that may be told which very plan is meant. */
export const PLAN_OPTIONS = { plan: { type: 'string' } } as const;

/** The first digits of the hash of the plan that is meant; undefined for any. @throws UsageError */
export function planHashOf(given: string | undefined): string | undefined {
  if (given !== undefined && !/^[0-9a-f]{1,64}$/.test(given))
    throw new UsageError(`--plan must be the first hex digits of a plan's hash, got "${given}".`);
  return given;
}
