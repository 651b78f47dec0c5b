import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Probes until the result is truthy, and resolves with it.
 * @throws Error when it is not within the limit, so that a test always ends by itself
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  limitMs = 10_000,
  everyMs = 10,
): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + limitMs; ; await sleep(everyMs)) {
    const result = await probe();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for: ${String(probe)}`);
  }
}
