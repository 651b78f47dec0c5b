import fc from 'fast-check';
import { Driver } from '../../../shared/payout/driver';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/transport';
import {
  found,
  refusal,
  X1B_PAID_LIVE,
  X9_NOT_FOUND_LIVE,
  X10_NOT_FOUND_DOCUMENTED,
  X12_NO_CERTIFICATE,
  XML_ANSWERS,
} from '../../fixtures/answers';
import { answered, changed, LOST, UNSENT } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';
import { type DriverStage, driverStage } from '../support/stage';

const CODES = [
  'NOTENOUGH',
  'SEND_FAILED',
  'PARAM_ERROR',
  'SIGN_ERROR',
  'CA_ERROR',
  'PROCESSING',
  'SYSTEMERROR',
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
  const stage = driverStage(() => {
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
  const driver = new Driver(stage.ports, record(how.inDoubt ? refused : {}), {
    ...how,
    ...times,
    merchant,
    notBefore: 0,
  });
  return { stage, ...times, driven: (await driver.run()).record };
}

/** Runs the driver on anything; it must end by itself, without a throw, whatever comes back. */
function always(claim: (ran: Awaited<ReturnType<typeof run>>, how: Run) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyRun, async (how) => claim(await run(how), how)),
    { numRuns: 1_500 },
  );
}

function sends({ posted }: DriverStage) {
  return posted.filter(({ call }) => call === 'send');
}

const TERMINAL: readonly StoredRecord['state'][] = ['paid', 'closed'];

describe('a driver, whatever comes back', () => {
  it('ends, having sent no more than hosts and resends allow', async () => {
    await always(({ stage }, { hostCount }) => {
      expect(sends(stage).length).toBeLessThanOrEqual(3 + 2 * (hostCount - 1));
      expect(stage.posted.length).toBeLessThan(20);
      expect(stage.freshLoads).toBeLessThanOrEqual(1);
    });
  });

  it('begins no call with less than 2 s left, and waits for none into the last second', async () => {
    await always(({ stage, deadline }) => {
      for (const { atMs, timeoutMs } of stage.posted) {
        expect(deadline - atMs).toBeGreaterThanOrEqual(2_000);
        expect(timeoutMs).toBeLessThanOrEqual(Math.min(10_000, deadline - atMs - 1_000));
      }
    });
  });

  it('sends nothing after the number’s time is over', async () => {
    await always(({ stage, sendUntil }) => {
      for (const { atMs } of sends(stage)) expect(atMs).toBeLessThan(sendUntil);
    });
  });

  it('sends the same bytes each time, under one key', async () => {
    await always(({ stage }, { secret }) => {
      const bodies = new Set(sends(stage).map(({ body }) => body));
      expect(bodies.size).toBeLessThanOrEqual(secret === 'renewed' ? 2 : 1);
    });
  });

  it('in doubt asks before it sends', async () => {
    await always(({ stage }, { inDoubt }) => {
      expect(!inDoubt || stage.posted.length === 0 || stage.posted[0]?.call === 'query').toBe(true);
    });
  });

  it('calls nothing paid or closed but on the last answer’s word', async () => {
    await always(({ stage, driven }, { replies }) => {
      if (!TERMINAL.includes(driven.state)) return;
      const [last] = replies[(stage.posted.length - 1) % replies.length] ?? [LOST];
      expect(
        last.kind === 'answered' && /SENT|RECEIVED|REFUND|RFUND|FAILED|SUCCESS|ERROR/.test(last.body),
      ).toBe(true);
    });
  });

  it('leaves open, never parked, a number whose last send was lost', async () => {
    await always(({ stage, driven }, { replies }) => {
      const last = stage.posted.at(-1);
      const [reply] = replies[(stage.posted.length - 1) % replies.length] ?? [LOST];
      if (last?.call === 'send' && reply.kind === 'lost') expect(driven.state).toBe('open');
    });
  });
});
