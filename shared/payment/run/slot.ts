import { isSend } from '../../wechat-pay/requests';
import type { PaymentDeps } from './deps';

/** Time that an invocation holding its slot reserves for its response. */
const TIME_TO_ANSWER_MS = 500;

/** One invocation's place among those that may send concurrently. */
export interface Slot {
  /** The given dependencies, with sends noted. */
  readonly deps: PaymentDeps;
  /** Waits until the slot time since the last send has passed, or the invocation is about to end. */
  hold(deadline: number): Promise<void>;
}

/**
 * Reserved concurrency limits how many invocations run at once, not how often they send. An invocation that has sent
 * therefore holds its slot for `slotMs` from then on, so that N slots send at most N · 1000 / `slotMs` times a
 * second. Sends of one number are a second apart in any case; an invocation that sends nothing holds nothing.
 */
export function sendSlot(deps: PaymentDeps, slotMs: number): Slot {
  const { weChatPay, clock } = deps;
  let heldUntil = 0;
  const noting: PaymentDeps['weChatPay'] = {
    hostCount: weChatPay.hostCount,
    post: (request, ...how) => {
      if (isSend(request)) heldUntil = clock.now() + slotMs;
      return weChatPay.post(request, ...how);
    },
  };
  return {
    deps: { ...deps, weChatPay: noting },
    hold: async (deadline) => {
      const ms = Math.min(heldUntil, deadline - TIME_TO_ANSWER_MS) - clock.now();
      // Stryker disable next-line EqualityOperator: At 0 it would sleep for no time: either way, the slot is free or the invocation ends.
      if (ms > 0) await clock.sleep(ms);
    },
  };
}
