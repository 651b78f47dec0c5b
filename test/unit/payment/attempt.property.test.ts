import fc from 'fast-check';
import { PaymentAttempt } from '../../../shared/payment/run/attempt';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import {
  found,
  refusal,
  X1B_PAID_LIVE,
  X9_NOT_FOUND_LIVE,
  X10_NOT_FOUND_DOCUMENTED,
  X12_NO_CERTIFICATE,
  XML_ANSWERS,
} from '../../fixtures/answers';
import { type AttemptHarness, attemptHarness } from '../support/attempt-harness';
import { answered, changed, LOST, recipients, UNSENT } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const CODES = [
  'NOTENOUGH',
  'SEND_FAILED',
  'PARAM_ERROR',
  'SIGN_ERROR',
  'CA_ERROR',
  'PROCESSING',
  'SYSTEMERROR',
  'FATAL_ERROR',
  'X',
];
const STATUSES = ['SENDING', 'SENT', 'FAILED', 'RECEIVED', 'RFUND_ING', 'REFUND', 'NEW'];
const REASON = '<reason>帐号余额不足</reason>';

/** Whatever may come back to either call, sense or nonsense. */
const anyReply: fc.Arbitrary<Reply> = fc.constantFrom(
  ...[LOST, UNSENT, answered(''), answered('<html/>', 502), answered(X12_NO_CERTIFICATE, 400)],
  ...[X9_NOT_FOUND_LIVE, X10_NOT_FOUND_DOCUMENTED].map((xml) =>
    answered(changed(xml, 'mch_billno', order().mch_billno)),
  ),
  ...[X1B_PAID_LIVE, ...Object.values(XML_ANSWERS)].map((xml) => answered(xml)),
  ...CODES.map((code) => answered(refusal(code, 'x'))),
  ...STATUSES.flatMap((status) => [answered(found(status)), answered(found(status, 1, REASON))]),
  ...['oSomebodyElse', order().re_openid].map((openid) => answered(found('RECEIVED', 1, recipients(openid)))),
);

const anyRun = fc.record({
  replies: fc.array(fc.tuple(anyReply, fc.integer({ min: 1, max: 12_000 })), { minLength: 1, maxLength: 12 }),
  hostCount: fc.integer({ min: 1, max: 3 }),
  leftMs: fc.integer({ min: 0, max: 60_000 }),
  sendUntilInMs: fc.integer({ min: -1_000, max: 100_000 }),
  inDoubt: fc.boolean(),
  reenters: fc.boolean(),
  resendWaitMs: fc.constantFrom(1_000, 600_000),
  secret: fc.constantFrom('same', 'renewed', 'of another merchant', 'out of reach'),
  refusedAgoMs: fc.option(fc.integer({ min: 0, max: 1_200_000 }), { nil: undefined }),
});
type Run = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

const SECRETS = {
  same: MERCHANT,
  renewed: { ...MERCHANT, apiKey: 'renewed' },
  'of another merchant': { ...MERCHANT, mchId: '2' },
  'out of reach': null,
};

async function run({ replies, hostCount, leftMs, sendUntilInMs, refusedAgoMs, secret, ...how }: Run) {
  let next = 0;
  const stage = attemptHarness(() => {
    const [reply, tookMs] = replies[next % replies.length] ?? [LOST, 1];
    next += 1;
    return { reply, tookMs };
  }, hostCount);
  stage.secret = SECRETS[secret as keyof typeof SECRETS];
  const refused =
    refusedAgoMs === undefined
      ? {}
      : { refused_at_ms: CREATED_AT_MS - refusedAgoMs, refused_code: 'NOTENOUGH' };
  const merchant = MERCHANT;
  const times = { deadline: CREATED_AT_MS + leftMs, sendUntil: CREATED_AT_MS + sendUntilInMs };
  const attempt = new PaymentAttempt(stage.deps, record(how.inDoubt ? refused : {}), {
    ...how,
    ...times,
    merchant,
  });
  return { stage, ...times, final: (await attempt.run()).record };
}

/** One set for all claims: to run an attempt takes far longer than to check what it did. */
const RUNS = fc.sample(anyRun, 2_000);
const ran: Awaited<ReturnType<typeof run>>[] = [];

/** An attempt must end by itself, without a throw, whatever comes back. */
beforeAll(async () => {
  for (const how of RUNS) ran.push(await run(how));
});

type Claim = (ran: Awaited<ReturnType<typeof run>>, how: Run) => void;

function always(claim: Claim): void {
  for (const [index, how] of RUNS.entries()) {
    const result = ran[index];
    if (result === undefined) throw new Error('not every attempt has ended');
    try {
      claim(result, how);
    } catch (error) {
      throw new Error(`counterexample: ${JSON.stringify(how)}`, { cause: error });
    }
  }
}

/** The answers that it got, in order, with the call of each. */
function answersOf({ posted }: AttemptHarness, { replies }: Run) {
  return posted.map(({ call }, n) => ({ call, reply: replies[n % replies.length]?.[0] ?? LOST }));
}

function sends({ posted }: AttemptHarness) {
  return posted.filter(({ call }) => call === 'send');
}

const TERMINAL: readonly StoredRecord['state'][] = ['paid', 'closed'];

describe('an attempt, whatever comes back', () => {
  it('ends, having sent no more than hosts and resends allow', () => {
    always(({ stage }, { hostCount }) => {
      expect(sends(stage).length).toBeLessThanOrEqual(3 + 2 * (hostCount - 1));
      expect(stage.posted.length).toBeLessThan(20);
      expect(stage.freshLoads).toBeLessThanOrEqual(1);
    });
  });

  it('begins no call with less than 2 s left, and waits for none into the last second', () => {
    always(({ stage, deadline }) => {
      for (const { atMs, timeoutMs } of stage.posted) {
        expect(deadline - atMs).toBeGreaterThanOrEqual(2_000);
        expect(timeoutMs).toBeLessThanOrEqual(Math.min(10_000, deadline - atMs - 1_000));
      }
    });
  });

  it('sends nothing after the number’s time is over', () => {
    always(({ stage, sendUntil }) => {
      for (const { atMs } of sends(stage)) expect(atMs).toBeLessThan(sendUntil);
    });
  });

  it('sends the same bytes each time, under one key', () => {
    always(({ stage }, { secret }) => {
      const bodies = new Set(sends(stage).map(({ body }) => body));
      expect(bodies.size).toBeLessThanOrEqual(secret === 'renewed' ? 2 : 1);
    });
  });

  it('in doubt asks before it sends', () => {
    always(({ stage }, { inDoubt }) => {
      expect(!inDoubt || stage.posted.length === 0 || stage.posted[0]?.call === 'query').toBe(true);
    });
  });

  it('calls nothing paid or closed but on the last answer’s word', () => {
    always(({ stage, final }, { replies }) => {
      if (!TERMINAL.includes(final.state)) return;
      const [last] = replies[(stage.posted.length - 1) % replies.length] ?? [LOST];
      expect(
        last.kind === 'answered' && /SENT|RECEIVED|REFUND|RFUND|FAILED|SUCCESS|ERROR/.test(last.body),
      ).toBe(true);
    });
  });

  it('after FATAL_ERROR is paid by no answer but one that names our openid', () => {
    always(({ stage, final }, how) => {
      const answers = answersOf(stage, how);
      const isFatal = answers.some(
        ({ call, reply }) => call === 'send' && reply.kind === 'answered' && /FATAL_ERROR/.test(reply.body),
      );
      if (!isFatal || final.state !== 'paid') return;
      expect(answers.at(-1)?.reply).toMatchObject({ body: expect.stringContaining(order().re_openid) });
    });
  });

  it('takes no order for ours whose recipients are somebody else', () => {
    always(({ stage, final }, how) => {
      const last = answersOf(stage, how).at(-1)?.reply;
      if (last?.kind === 'answered' && last.body.includes('oSomebodyElse'))
        expect(final.state).not.toBe('paid');
    });
  });

  it('leaves open, never parked, a number whose last send was lost', () => {
    always(({ stage, final }, { replies }) => {
      const last = stage.posted.at(-1);
      const [reply] = replies[(stage.posted.length - 1) % replies.length] ?? [LOST];
      if (last?.call === 'send' && reply.kind === 'lost') expect(final.state).toBe('open');
    });
  });
});
