import { MAX_CLOCK_ERROR_MS } from '../decide/limits';
import type { PaymentDeps } from './deps';

/**
 * Returns the same dependencies and deadline by AWS's clock, as AWS's responses have reported it; call it after the
 * first response. A host whose own clock is wrong would treat correct stored times as wrong, and overwrite them with
 * wrong ones. Reports a clock that is off by minutes.
 */
export function onAwsTime(
  deps: PaymentDeps,
  deadline: number,
): { readonly deps: PaymentDeps; readonly deadline: number } {
  const { clock, log } = deps;
  const aheadMs = clock.now() - clock.awsNow();
  if (aheadMs === 0) return { deps, deadline };
  if (Math.abs(aheadMs) > MAX_CLOCK_ERROR_MS) log.error('host clock is wrong', { ahead_ms: aheadMs });
  return {
    deps: { ...deps, clock: { ...clock, now: () => clock.now() - aheadMs } },
    deadline: deadline - aheadMs,
  };
}
