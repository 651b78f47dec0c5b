/** PaymentDeps for one attempt: a clock of its own, replies given in advance, secrets. */
import type { Merchant } from '../../../shared/api/merchant';
import type { PaymentDeps } from '../../../shared/payment/run/deps';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { CREATED_AT_MS, MERCHANT } from './samples';

export type Call = 'send' | 'query';

/** Gives the reply to each call in turn; `tookMs` lets the clock run while it is waited for. */
export type Answer = (call: Call, host: number) => { readonly reply: Reply; readonly tookMs?: number };

export interface Posted {
  readonly call: Call;
  readonly atMs: number;
  readonly host: number;
  readonly timeoutMs: number;
  readonly body: string;
}

/** Who says how time passes. */
export interface Time {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface AttemptHarness {
  readonly deps: PaymentDeps;
  readonly posted: Posted[];
  readonly logged: string[];
  /** What a fresh load of the secret gives; null is a failure. */
  secret: Merchant | null;
  freshLoads: number;
}

function unused(): never {
  throw new Error('an attempt uses no table, no budget and no lease of a pass');
}

/** No payment reads the clock so often: one that does never ends, which no timeout of a test could stop. */
const MAX_CLOCK_READS = 10_000;

/** Begins at the sample record's claim; only what sleeps or waits moves it, and moves it at once. */
function leapingTime(): Time {
  let nowMs = CREATED_AT_MS;
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
}

export function attemptHarness(answer: Answer, hostCount = 1, time = leapingTime()): AttemptHarness {
  let reads = 0;
  const stage: { -readonly [K in keyof AttemptHarness]: AttemptHarness[K] } = {
    posted: [],
    logged: [],
    secret: MERCHANT,
    freshLoads: 0,
    deps: undefined as unknown as PaymentDeps,
  };
  const log = (message: string, fields?: object) =>
    void stage.logged.push(`${message} ${JSON.stringify(fields)}`);
  stage.deps = {
    table: { insert: unused, get: unused, update: unused, due: unused, duePage: unused },
    followUp: false,
    passLease: { heldUntil: unused, take: unused, release: unused },
    budget: { reserve: unused, release: unused },
    merchants: {
      load: async (_, fresh = false) => {
        if (fresh) stage.freshLoads += 1;
        if (stage.secret === null) throw new Error('Secrets Manager is out of reach');
        return stage.secret;
      },
    },
    weChatPay: {
      hostCount,
      post: async ({ path, body }, _, host, timeoutMs) => {
        const call = path.endsWith('gethbinfo') ? 'query' : 'send';
        stage.posted.push({ call, atMs: time.now(), host, timeoutMs, body });
        const { reply, tookMs = 10 } = answer(call, host);
        await time.sleep(Math.min(tookMs, timeoutMs));
        return reply;
      },
    },
    clock: {
      now: () => {
        reads += 1;
        if (reads > MAX_CLOCK_READS) throw new Error('the payment does not end');
        return time.now();
      },
      awsNow: () => time.now(),
      sleep: (ms) => time.sleep(ms),
    },
    newToken: () => 'token',
    log: { info: log, warn: log, error: log },
  };
  return stage;
}
