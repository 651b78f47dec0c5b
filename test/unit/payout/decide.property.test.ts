import fc from 'fast-check';
import { decide, type Event, type Situation, type Step } from '../../../shared/payout/decide';
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
    notBefore: fc.integer({ min: NOW - 500, max: NOW + 500 }),
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
    const { leftMs, sinceStartMs, sinceSentMs, sendUntilInMs, refusedAgoMs, holdInMs, missing, ...rest } =
      any;
    return situation({
      ...rest,
      deadline: NOW + leftMs,
      startedAt: NOW - sinceStartMs,
      lastSentAt: sinceSentMs === null ? null : NOW - sinceSentMs,
      sendUntil: NOW + sendUntilInMs,
      record: record({
        refused_at_ms: refusedAgoMs === undefined ? undefined : NOW - refusedAgoMs,
        hold_until_ms: holdInMs === undefined ? undefined : NOW + holdInMs,
        missing_count: missing?.[0],
        missing_since_ms: missing === undefined ? undefined : NOW - missing[1],
      }),
    });
  });

function holds(claim: (s: Situation, step: Step) => boolean): void {
  fc.assert(
    fc.property(anySituation, (s) => {
      const step = decide(s);
      expect({ s, step, holds: claim(s, step) }).toMatchObject({ holds: true });
    }),
    { numRuns: 5_000 },
  );
}

const isSend = ({ do: what }: Step) => what === 'send' || what === 'send-to-other-host';

describe('decide, in any situation', () => {
  it('never sends with less than 2 s left, nor begins to ask', () => {
    holds(({ deadline, now }, step) => deadline - now >= 2_000 || (!isSend(step) && step.do !== 'query'));
  });

  it('never sends within a second of the last send that may have left', () => {
    holds(({ lastSentAt, now, last }, step) => {
      const neverLeft =
        last?.of === 'send' && last.reading.kind === 'open' && last.reading.cause === 'unsent';
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
      return s.last?.of === 'query' && ['missing', 'parked'].includes(s.last.reading.kind);
    });
  });

  it('never tries another host in doubt, nor but after a send that did not leave', () => {
    holds((s, { do: what }) => {
      if (what !== 'send-to-other-host') return true;
      const { last } = s;
      return (
        !s.inDoubt && last?.of === 'send' && last.reading.kind === 'open' && last.reading.cause === 'unsent'
      );
    });
  });

  it('never sends again after paid or closed', () => {
    holds(({ last }, step) => !['paid', 'closed'].includes(last?.reading.kind ?? '') || step.do === 'end');
  });

  it('never believes a refusal before WeChat says missing, or that the query is at fault too, nor in doubt before that is 10 min later', () => {
    holds(({ last, inDoubt, record: { refused_at_ms = Infinity }, now }, { do: what }) => {
      if (what !== 'end-as-refused') return true;
      const isLongAgo = now >= refused_at_ms + 600_000;
      if (last?.of !== 'query') return false;
      const isFaulty = last.reading.kind === 'silent' && last.reading.atFault && !inDoubt;
      return isFaulty || (last.reading.kind === 'missing' && (isLongAgo || !inDoubt));
    });
  });

  it('never closes a number on the shape of "missing" that a busy WeChat has too', () => {
    holds(({ last }, step) => {
      const isBusyShape = last?.reading.kind === 'missing' && last.reading.documented;
      return step.do !== 'end-as-refused' || step.mayClose === !isBusyShape;
    });
  });

  it('never goes on with a secret that names another merchant', () => {
    holds(({ secret }, step) => secret !== 'other-merchant' || step.do === 'end');
  });

  it('never sends before its pace allows', () => {
    holds(({ notBefore, now }, { do: what }) => what !== 'send' || now >= notBefore);
  });

  it('never reads the secret anew a second time', () => {
    holds(({ secret }, { do: what }) => what !== 'renew-secret' || secret === 'as-cached');
  });

  it('waits for less than a second and more, never for nothing', () => {
    holds((_, step) => step.do !== 'wait' || (step.ms > 0 && step.ms <= 1_000));
  });
});
