import fc from 'fast-check';
import { decide, type Event, type Situation, type Step } from '../../../shared/payment/decide/next-step';
import { record } from '../support/samples';
import { EVENTS, NOW, situation } from '../support/situations';

const ago = fc.integer({ min: 0, max: 20 * 60_000 });
const anyEvent = fc.constantFrom<Event | null>(null, ...EVENTS);

const anySituation = fc
  .record({
    leftMs: fc.integer({ min: -5_000, max: 60_000 }),
    sinceStartMs: fc.integer({ min: 0, max: 40_000 }),
    sinceSentMs: fc.option(ago, { nil: null }),
    sendUntilInMs: fc.integer({ min: -60_000, max: 60_000 }),
    refusedAgoMs: fc.option(ago, { nil: undefined }),
    holdInMs: fc.option(fc.integer({ min: -1_000, max: 1_000 }), { nil: undefined }),
    missing: fc.option(fc.tuple(fc.nat(5), fc.integer({ min: 0, max: 3_600_000 })), { nil: undefined }),
    inDoubt: fc.boolean(),
    began: fc.constantFrom('fresh' as const, 'in-doubt' as const),
    sends: fc.nat(4),
    resendWaitMs: fc.constantFrom(1_000, 600_000),
    noSendBefore: fc.integer({ min: NOW - 500, max: NOW + 500 }),
    noQueryBefore: fc.integer({ min: NOW - 50, max: NOW + 50 }),
    createdAgoMs: fc.constantFrom(60_000, 86_400_000, 29 * 86_400_000 - 1, 29 * 86_400_000),
    foreign: fc.boolean(),
    unprovenAgoMs: fc.option(ago, { nil: undefined }),
    state: fc.constantFrom('open' as const, 'closed' as const),
    otherHostLeft: fc.boolean(),
    secret: fc.constantFrom(
      'as-cached' as const,
      'same' as const,
      'changed-since' as const,
      'changed-before' as const,
      'other-merchant' as const,
    ),
    refusedForSecret: fc.boolean(),
    reenters: fc.boolean(),
    last: anyEvent,
  })
  .map((any): Situation => {
    const { leftMs, sinceStartMs, sinceSentMs, sendUntilInMs, ...more } = any;
    const { refusedAgoMs, holdInMs, missing, createdAgoMs, foreign, unprovenAgoMs, state, ...rest } = more;
    const before = (agoMs: number | undefined) => (agoMs === undefined ? undefined : NOW - agoMs);
    return situation({
      ...rest,
      deadline: NOW + leftMs,
      startedAt: NOW - sinceStartMs,
      lastSentAt: sinceSentMs === null ? null : NOW - sinceSentMs,
      sendUntil: NOW + sendUntilInMs,
      record: record({
        state,
        created_at: (NOW - createdAgoMs) / 1000,
        foreign_at_ms: foreign ? NOW - createdAgoMs : undefined,
        unproven_at_ms: before(unprovenAgoMs),
        refused_at_ms: before(refusedAgoMs),
        hold_until_ms: holdInMs === undefined ? undefined : NOW + holdInMs,
        missing_count: missing?.[0],
        missing_since_ms: before(missing?.[1]),
      }),
    });
  });

/** One set for all claims: to generate situations takes far longer than to decide in them. */
const SITUATIONS = fc.sample(anySituation, 10_000);

function holds(claim: (s: Situation, step: Step) => boolean): void {
  const counterexample = SITUATIONS.find((s) => !claim(s, decide(s)));
  expect(counterexample && { s: counterexample, step: decide(counterexample) }).toBeUndefined();
}

const isSend = ({ do: what }: Step) => what === 'send' || what === 'send-to-other-host';

describe('decide, in any situation', () => {
  it('never sends with less than 2 s left, nor begins to ask', () => {
    holds(({ deadline, now }, step) => deadline - now >= 2_000 || (!isSend(step) && step.do !== 'query'));
  });

  it('never sends within a second of the last send that may have left', () => {
    holds(({ lastSentAt, now, last }, step) => {
      const neverLeft = last?.of === 'send' && last.result.kind === 'open' && last.result.cause === 'unsent';
      return !isSend(step) || neverLeft || lastSentAt === null || now - lastSentAt >= 1_000;
    });
  });

  it('never sends a third time again, nor a number over its time, nor one that is being processed', () => {
    holds(({ sends, began }, step) => !isSend(step) || sends < (began === 'fresh' ? 3 : 2));
    holds((s, step) => !isSend(step) || s.now < s.sendUntil);
    holds((s, { do: what }) => what !== 'send' || s.now >= (s.record.hold_until_ms ?? 0));
  });

  it('never sends a number in doubt but on WeChat’s word of a query', () => {
    holds((s, step) => {
      if (!isSend(step) || !s.inDoubt) return true;
      return s.last?.of === 'query' && ['missing', 'parked', 'unproven'].includes(s.last.result.kind);
    });
  });

  it('never tries another host in doubt, nor but after a send that did not leave', () => {
    holds((s, { do: what }) => {
      if (what !== 'send-to-other-host') return true;
      const { last } = s;
      return (
        !s.inDoubt && last?.of === 'send' && last.result.kind === 'open' && last.result.cause === 'unsent'
      );
    });
  });

  it('never sends again after paid or closed', () => {
    holds(({ last }, step) => !['paid', 'closed'].includes(last?.result.kind ?? '') || step.do === 'end');
  });

  it('never sends after "no such order", nor believes a refusal by it, when it proves nothing', () => {
    holds((s, step) => {
      if (s.last?.result.kind !== 'missing') return true;
      const { foreign_at_ms, unproven_at_ms, created_at, state } = s.record;
      const isOld = s.now - created_at * 1000 >= 29 * 86_400_000;
      const mayBeForeign = foreign_at_ms !== undefined || unproven_at_ms !== undefined;
      const provesNothing = mayBeForeign || isOld || state !== 'open';
      return !provesNothing || step.do === 'end';
    });
  });

  it('never sends an order that is not proven ours once it, or the claim, is a day old, nor a second time', () => {
    holds((s, { do: what }) => {
      if (what !== 'send' || s.last?.result.kind !== 'unproven') return true;
      const { sentAtMs } = s.last.result;
      const { created_at, unproven_at_ms = s.now, sent_at_ms = 0 } = s.record;
      const isYoung = s.now - created_at * 1000 < 86_400_000 && s.now - (sentAtMs ?? 0) < 86_400_000;
      return isYoung && sent_at_ms <= unproven_at_ms && (sentAtMs ?? 0) >= created_at * 1000 - 300_000;
    });
  });

  it('never believes a refusal before WeChat says missing, or refuses the query, nor in doubt before that is 10 min later', () => {
    holds(({ last, inDoubt, record: { refused_at_ms = Infinity }, now }, { do: what }) => {
      if (what !== 'end-as-refused') return true;
      const isLongAgo = now >= refused_at_ms + 600_000;
      if (last?.of !== 'query') return false;
      const isRefused = last.result.kind === 'unanswered' && last.result.isRefused && !inDoubt;
      return isRefused || (last.result.kind === 'missing' && (isLongAgo || !inDoubt));
    });
  });

  it('never closes a number but on the live "missing", which a busy WeChat does not say', () => {
    holds(({ last }, step) => {
      const isLive = last?.result.kind === 'missing' && !last.result.documented;
      return step.do !== 'end-as-refused' || step.mayClose === isLive;
    });
  });

  it('never goes on with a secret that names another merchant', () => {
    holds(({ secret }, step) => secret !== 'other-merchant' || step.do === 'end');
  });

  it('never sends or asks before the pace of its kind allows', () => {
    holds(({ noSendBefore, now }, { do: what }) => what !== 'send' || now >= noSendBefore);
    holds(({ noQueryBefore, now }, { do: what }) => what !== 'query' || now >= noQueryBefore);
  });

  it('never reloads the secret a second time', () => {
    holds(({ secret }, { do: what }) => what !== 'renew-secret' || secret === 'as-cached');
  });

  it('waits for less than a second and more, never for nothing', () => {
    holds((_, step) => step.do !== 'wait' || (step.ms > 0 && step.ms <= 1_000));
  });
});
