import { type AttemptOptions, PaymentAttempt } from '../../../shared/payment/run/attempt';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { type AttemptHarness, attemptHarness, type Call } from './attempt-harness';
import { CREATED_AT_MS, MERCHANT, record } from './samples';

/** A stage with replies by call, in turn; the last one stays. */
export function script(plan: Record<Call, readonly Reply[]>, hostCount = 1): AttemptHarness {
  const used = { send: 0, query: 0 };
  return attemptHarness((call) => {
    const reply = plan[call][Math.min(used[call], plan[call].length - 1)];
    used[call] += 1;
    if (reply === undefined) throw new Error(`no ${call} was expected`);
    return { reply };
  }, hostCount);
}

/** Runs an attempt by such a script. */
export async function runAttempt(
  plan: Record<Call, readonly Reply[]>,
  how: Partial<AttemptOptions> = {},
  before: Partial<StoredRecord> = {},
  { secret = MERCHANT, hostCount = 1 } = {},
) {
  const stage = script(plan, hostCount);
  stage.secret = secret;
  const attempt = new PaymentAttempt(stage.deps, record(before), {
    merchant: MERCHANT,
    inDoubt: false,
    reenters: false,
    deadline: CREATED_AT_MS + 30_000,
    sendUntil: CREATED_AT_MS + 72 * 3_600_000,
    resendWaitMs: 1_000,
    ...how,
  });
  const { record: result, ...rest } = await attempt.run();
  return { result, ...rest, calls: stage.posted.map(({ call }) => call), stage };
}
