import { UsageError } from '../errors';
import { IN_FLIGHT, MAX_IN_FLIGHT } from './client';

/** The option of every command that makes many calls. */
export const AT_ONCE = 'in-flight';
export const AT_ONCE_OPTIONS = { [AT_ONCE]: { type: 'string' } } as const;
export const AT_ONCE_USAGE = `  --in-flight N     calls at once, 1 to ${MAX_IN_FLIGHT}; default ${IN_FLIGHT}`;

/** @throws UsageError */
export function atOnceOf(given: string | undefined): number {
  const atOnce = given === undefined ? IN_FLIGHT : Number(/^\d{1,3}$/.exec(given)?.[0]);
  if (!(atOnce >= 1 && atOnce <= MAX_IN_FLIGHT))
    throw new UsageError(`--in-flight must be a number from 1 to ${MAX_IN_FLIGHT}, got "${given}".`);
  return atOnce;
}
