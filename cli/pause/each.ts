import { messageOf } from '../errors';
import type { Io } from '../io';
import type { Stack } from '../stack';
import { type Reservation, SENDING } from './reservation';

/** What a command did to one function. */
export interface Change {
  readonly function: string;
  readonly done: 'paused' | 'already paused' | 'restored' | 'not paused';
  /** Reserved concurrency before the pause; null for none, undefined where nobody knows. */
  readonly before: Reservation | undefined;
}

/** For people: `26`, `no reservation`. */
export function describeReservation(reserved: Reservation | undefined): string {
  return reserved == null ? 'no reservation' : String(reserved);
}

/**
 * Changes each function that sends. One that fails must not keep the other running.
 * @returns null if one failed; its reason is then on stderr
 */
export async function changeEach(
  stack: Stack,
  io: Io,
  change: (name: string) => Promise<Change>,
): Promise<readonly Change[] | null> {
  const settled = await Promise.allSettled(SENDING.map((name) => change(stack.functionPrefix + name)));
  const failed = settled.filter((result) => result.status === 'rejected');
  for (const { reason } of failed) io.err(messageOf(reason));
  const changes = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failed.length === 0) return changes;
  for (const each of changes) io.err(`${each.function} is ${each.done}.`);
  return null;
}
