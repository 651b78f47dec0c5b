import { LEASE_MARGIN_MS, MAX_AHEAD_MS } from './decide/limits';
import { onAwsTime } from './run/aws-time';
import type { PaymentDeps } from './run/deps';

/**
 * Runs a pass while it holds the lease of passes, since two at once would send faster than WeChat allows.
 * @returns its result; null, and nothing done, while another pass runs
 */
export async function alone<T>(
  given: PaymentDeps,
  givenDeadline: number,
  run: (deps: PaymentDeps, deadline: number) => Promise<T>,
): Promise<T | null> {
  // Reads the lease first, although taking it would reveal as much: a host whose clock is behind must not take a
  // lease that is still held.
  const heldUntilMs = await given.passLease.heldUntil();
  const { deps, deadline } = onAwsTime(given, givenDeadline);
  const token = deps.newToken();
  const nowMs = deps.clock.now();
  const latestMs = nowMs + MAX_AHEAD_MS;
  const isHeld = heldUntilMs > nowMs && heldUntilMs <= latestMs;
  if (isHeld || !(await deps.passLease.take(token, nowMs, deadline + LEASE_MARGIN_MS, latestMs))) return null;
  try {
    return await run(deps, deadline);
  } finally {
    await release(deps, token);
  }
}

/** Best effort: a lease that is not released ends with the invocation. */
async function release(deps: PaymentDeps, token: string): Promise<void> {
  try {
    await deps.passLease.release(token);
  } catch (error) {
    deps.log.warn('recovery lease not released', { error: String(error) });
  }
}
