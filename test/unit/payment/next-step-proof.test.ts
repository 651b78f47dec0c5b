import { decide, type Situation } from '../../../shared/payment/decide/next-step';
import type { StoredRecord } from '../../../shared/records/record';
import { CREATED_AT, CREATED_AT_MS, record } from '../support/samples';
import { asked, QUERIES, situation } from '../support/situations';

/** When "no such order" is believed, and when an order that is not proven ours is sent so that WeChat compares it. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** WeChat may forget a number after 24 h, and pay it again; a request may take 15 min to arrive. */
const REMEMBERED_MS = DAY_MS - 15 * MINUTE_MS;
const REFUSED = { refused_code: 'SEND_FAILED', refused_text: 'x' };

/** The step after a query, of an attempt that found the record in doubt, so long after the claim. */
function afterQuery(
  last: Situation['last'],
  ageMs: number,
  changes: Partial<StoredRecord> = {},
  more: Partial<Situation> = {},
) {
  const now = CREATED_AT_MS + ageMs;
  const when = { now, startedAt: now, deadline: now + 30_000, sendUntil: now + DAY_MS };
  const doubt = { inDoubt: true, began: 'in-doubt' as const };
  return decide(situation({ ...when, ...doubt, last, record: record(changes), ...more }));
}

describe('"no such order", by the age of the record', () => {
  const missing = (ageMs: number, changes: Partial<StoredRecord> = {}, more: Partial<Situation> = {}) =>
    afterQuery(asked('missing'), ageMs, changes, more);

  it('lets a number be sent until day 29, and not from then on', () => {
    expect(missing(29 * DAY_MS - 1)).toEqual({ do: 'send' });
    expect(missing(29 * DAY_MS)).toEqual({ do: 'end' });
  });

  it.each([
    ['in doubt', { inDoubt: true, began: 'in-doubt' as const }],
    ['with nothing in doubt', { inDoubt: false, began: 'fresh' as const }],
  ])('lets a refusal %s be believed until day 29, and not from then on', (_, doubt) => {
    const refused = (ageMs: number) => ({ ...REFUSED, refused_at_ms: CREATED_AT_MS + ageMs - HOUR_MS });
    const believed = { do: 'end-as-refused', mayClose: true };
    const at = (ageMs: number) => missing(ageMs, refused(ageMs), doubt);
    expect(at(29 * DAY_MS - 1)).toEqual(believed);
    expect(at(29 * DAY_MS)).toEqual({ do: 'end' });
  });

  it('in the old shape, too, says nothing from day 29 on', () => {
    const seen = (ageMs: number) => ({
      ...REFUSED,
      refused_at_ms: CREATED_AT_MS + ageMs - HOUR_MS,
      missing_count: 3,
      missing_since_ms: CREATED_AT_MS + ageMs - HOUR_MS,
    });
    const at = (ageMs: number) => afterQuery(asked('missing, documented'), ageMs, seen(ageMs));
    expect(at(29 * DAY_MS - 1)).toEqual({ do: 'end-as-refused', mayClose: false });
    expect(at(29 * DAY_MS)).toEqual({ do: 'end' });
  });

  it('counts from the first sight of a claim in the future', () => {
    const ahead = { created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT_MS };
    expect(missing(29 * DAY_MS - 1, ahead)).toEqual({ do: 'send' });
    expect(missing(29 * DAY_MS, ahead)).toEqual({ do: 'end' });
  });

  it('says nothing at any age of a number that WeChat has called another’s', () => {
    const foreign = { foreign_at_ms: CREATED_AT_MS };
    expect(missing(HOUR_MS, foreign)).toEqual({ do: 'end' });
    const refused = { ...foreign, ...REFUSED, refused_at_ms: CREATED_AT_MS };
    for (const inDoubt of [true, false])
      expect(missing(HOUR_MS, refused, { inDoubt })).toEqual({ do: 'end' });
  });

  it('ends it when this very answer has closed the record', () => {
    expect(missing(4 * DAY_MS, { state: 'closed' })).toEqual({ do: 'end' });
  });
});

describe('an order whose recipients are named without our openid', () => {
  /** It was made so long before now. */
  const unproven = (
    ageMs: number,
    sentAgoMs: number | null,
    changes: Partial<StoredRecord> = {},
    more: Partial<Situation> = {},
  ) => {
    const now = CREATED_AT_MS + ageMs;
    const sentAtMs = sentAgoMs === null ? null : now - sentAgoMs;
    const last = { of: 'query', result: { ...QUERIES.unproven, sentAtMs } } as const;
    return afterQuery(last, ageMs, { unproven_at_ms: now, ...changes }, more).do;
  };

  it('is sent once more, so that WeChat compares it', () => {
    expect(unproven(HOUR_MS, HOUR_MS)).toBe('send');
  });

  it('is sent so that it arrives within 24 h of our claim, and not later', () => {
    expect(unproven(REMEMBERED_MS - 1, HOUR_MS)).toBe('send');
    expect(unproven(REMEMBERED_MS, HOUR_MS)).toBe('end');
  });

  it('is sent so that it arrives within 24 h of WeChat’s send_time, and not later', () => {
    // It may stand up to 5 min before the claim.
    const ageMs = REMEMBERED_MS - 2 * MINUTE_MS;
    expect(unproven(ageMs, REMEMBERED_MS - 1)).toBe('send');
    expect(unproven(ageMs, REMEMBERED_MS)).toBe('end');
  });

  it('is sent when WeChat made it at most 5 min before our claim, and not when it is older', () => {
    expect(unproven(HOUR_MS, HOUR_MS + 5 * MINUTE_MS)).toBe('send');
    expect(unproven(HOUR_MS, HOUR_MS + 5 * MINUTE_MS + 1)).toBe('end');
  });

  it('is not sent when WeChat does not say when it was made', () => {
    expect(unproven(HOUR_MS, null)).toBe('end');
  });

  it('is sent once: not again after a send that came later than this was first seen', () => {
    const seenAt = CREATED_AT_MS + HOUR_MS;
    const lastSent = (sent_at_ms: number | undefined) =>
      unproven(2 * HOUR_MS, HOUR_MS, { unproven_at_ms: seenAt, sent_at_ms });
    expect(lastSent(undefined)).toBe('send');
    expect(lastSent(seenAt)).toBe('send');
    expect(lastSent(seenAt + 1)).toBe('end');
  });

  it('counts from the first sight of a claim in the future', () => {
    const ahead = { created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT_MS };
    expect(unproven(REMEMBERED_MS - 1, HOUR_MS, ahead)).toBe('send');
    expect(unproven(REMEMBERED_MS, HOUR_MS, ahead)).toBe('end');
    expect(unproven(HOUR_MS, HOUR_MS + 5 * MINUTE_MS + 1, ahead)).toBe('end');
  });

  it('is sent by the rules of every send: in time, a second or ten minutes after the last one', () => {
    const more = (changes: Partial<Situation>) => unproven(HOUR_MS, HOUR_MS, {}, changes);
    const now = CREATED_AT_MS + HOUR_MS;
    expect(more({ sendUntil: now })).toBe('end');
    expect(more({ deadline: now + 1_999 })).toBe('end');
    expect(more({ lastSentAt: now - 999 })).toBe('wait');
    expect(more({ resendWaitMs: 10 * MINUTE_MS, lastSentAt: now - 10 * MINUTE_MS + 1 })).toBe('end');
    expect(more({ resendWaitMs: 10 * MINUTE_MS, lastSentAt: now - 10 * MINUTE_MS })).toBe('send');
  });
});
