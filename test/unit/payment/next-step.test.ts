import { decide, type Situation } from '../../../shared/payment/decide/next-step';
import { record } from '../support/samples';
import { asked, NOW, QUERIES, sent, situation } from '../support/situations';

const MINUTE_MS = 60_000;

/** After a first send, a second ago or more, as an attempt finds itself. */
function next(last: Situation['last'], changes: Partial<Situation> = {}) {
  return decide(situation({ last, sends: 1, lastSentAt: NOW - 1_000, ...changes }));
}

describe('at its beginning', () => {
  it('a number with nothing in doubt is sent', () => {
    expect(decide(situation())).toEqual({ do: 'send' });
  });

  it('a number in doubt is asked for first', () => {
    expect(decide(situation({ inDoubt: true, began: 'in-doubt' }))).toEqual({ do: 'query' });
  });

  it('nothing is begun with less than 2 s left', () => {
    for (const inDoubt of [false, true]) {
      expect(decide(situation({ deadline: NOW + 1_999, inDoubt }))).toEqual({ do: 'end' });
      expect(decide(situation({ deadline: NOW + 2_000, inDoubt }))).not.toEqual({ do: 'end' });
    }
  });

  it('nothing is sent once its time is over, though it may still be asked for', () => {
    expect(decide(situation({ sendUntil: NOW }))).toEqual({ do: 'end' });
    expect(decide(situation({ sendUntil: NOW + 1 }))).toEqual({ do: 'send' });
    expect(decide(situation({ sendUntil: NOW, inDoubt: true, began: 'in-doubt' }))).toEqual({ do: 'query' });
  });

  it('nothing is sent while WeChat is processing it', () => {
    expect(decide(situation({ record: record({ hold_until_ms: NOW + 1 }) }))).toEqual({ do: 'end' });
    expect(decide(situation({ record: record({ hold_until_ms: NOW }) }))).toEqual({ do: 'send' });
  });

  it('a send waits until 1 s after the last one', () => {
    expect(decide(situation({ lastSentAt: NOW - 300 }))).toEqual({ do: 'wait', ms: 700 });
    expect(decide(situation({ lastSentAt: NOW - 1_000 }))).toEqual({ do: 'send' });
  });

  it('a send waits for its turn among those of a pass, and a query for its own', () => {
    expect(decide(situation({ noSendBefore: NOW + 500 }))).toEqual({ do: 'wait', ms: 500 });
    expect(decide(situation({ noSendBefore: NOW, noQueryBefore: NOW + 50 }))).toEqual({ do: 'send' });
    const inDoubt = { inDoubt: true, began: 'in-doubt' as const };
    expect(decide(situation({ ...inDoubt, noQueryBefore: NOW + 50 }))).toEqual({ do: 'wait', ms: 50 });
    expect(decide(situation({ ...inDoubt, noQueryBefore: NOW, noSendBefore: NOW + 500 }))).toEqual({
      do: 'query',
    });
  });

  it('a send that would come too late is not waited for', () => {
    expect(decide(situation({ sendUntil: NOW, noSendBefore: NOW + 500 }))).toEqual({ do: 'end' });
    expect(decide(situation({ deadline: NOW + 1_999, noSendBefore: NOW + 500 }))).toEqual({ do: 'end' });
  });

  it('a send of recovery does not wait 10 min, but is left to a later pass', () => {
    const recovery = { resendWaitMs: 10 * MINUTE_MS, began: 'fresh' as const };
    expect(decide(situation({ ...recovery, lastSentAt: NOW - 10 * MINUTE_MS + 1 }))).toEqual({ do: 'end' });
    expect(decide(situation({ ...recovery, lastSentAt: NOW - 10 * MINUTE_MS }))).toEqual({ do: 'send' });
  });
});

describe('after a send', () => {
  it.each(['paid', 'parked', 'processing', 'refused in doubt'] as const)('%s ends it', (name) => {
    expect(next(sent(name))).toEqual({ do: 'end' });
  });

  it('with a refusal that closes, WeChat is asked whether an order lives', () => {
    expect(next(sent('refused unproved'))).toEqual({ do: 'query' });
    expect(next(sent('refused unproved'), { deadline: NOW + 1_999 })).toEqual({ do: 'end' });
  });

  it('refused in doubt for a secret that did not change ends it: another send would prove no more', () => {
    const refused = sent('refused in doubt for the secret');
    for (const secret of ['same', 'changed-before'] as const)
      expect(next(refused, { inDoubt: true, secret })).toEqual({ do: 'end' });
  });

  it('with an unknown outcome WeChat is asked, a second later', () => {
    expect(next(sent('unknown'), { inDoubt: true })).toEqual({ do: 'query' });
    expect(next(sent('unknown'), { inDoubt: true, lastSentAt: NOW })).toEqual({ do: 'wait', ms: 1_000 });
    expect(next(sent('unknown'), { inDoubt: true, deadline: NOW + 1_999 })).toEqual({ do: 'end' });
  });

  it('that never left, the next host is tried, as long as there is one and nothing is in doubt', () => {
    expect(next(sent('unsent'), { otherHostLeft: true })).toEqual({ do: 'send-to-other-host' });
    expect(next(sent('unsent'))).toEqual({ do: 'send' });
    expect(next(sent('unsent'), { otherHostLeft: true, inDoubt: true })).toEqual({ do: 'query' });
    expect(next(sent('unsent'), { otherHostLeft: true, deadline: NOW + 1_999 })).toEqual({ do: 'end' });
  });

  it.each(['parked for the secret', 'certificate refused', 'refused in doubt for the secret'] as const)(
    '%s, the secret is reloaded, once',
    (name) => {
      expect(next(sent(name))).toEqual({ do: 'renew-secret' });
      expect(next(sent(name), { secret: 'changed-since' })).toEqual({ do: 'query' });
      expect(next(sent(name), { secret: 'same' })).not.toEqual({ do: 'renew-secret' });
      expect(next(sent(name), { secret: 'changed-before' })).not.toEqual({ do: 'renew-secret' });
    },
  );

  it('refused for a secret that did not change stays refused', () => {
    expect(next(sent('parked for the secret'), { secret: 'same' })).toEqual({ do: 'end' });
    expect(next(sent('parked for the secret'), { secret: 'changed-before' })).toEqual({ do: 'end' });
  });
});

describe('after a query', () => {
  it.each(['paid', 'closed', 'sending', 'mismatch', 'unanswered'] as const)('%s ends it', (name) => {
    expect(next(asked(name), { inDoubt: true })).toEqual({ do: 'end' });
  });

  it('missing, the same number is sent again', () => {
    expect(next(asked('missing'), { inDoubt: true })).toEqual({ do: 'send' });
  });

  it('missing in the old shape, which a busy system has too, it is believed after 3 times over 30 min', () => {
    const seen = (missing_count: number, agoMs: number) =>
      next(asked('missing, documented'), {
        inDoubt: true,
        record: record({ missing_count, missing_since_ms: NOW - agoMs }),
      });
    expect(next(asked('missing, documented'), { inDoubt: true })).toEqual({ do: 'end' });
    expect(seen(2, 30 * MINUTE_MS)).toEqual({ do: 'end' });
    expect(seen(3, 30 * MINUTE_MS - 1)).toEqual({ do: 'end' });
    expect(seen(3, 30 * MINUTE_MS)).toEqual({ do: 'send' });
  });

  it('missing after a refusal in doubt, the refusal is believed when that was asked 10 min after it, and nothing sent before', () => {
    const refused = (agoMs: number, doubtAgoMs = agoMs) =>
      next(asked('missing'), {
        inDoubt: true,
        record: record({ refused_at_ms: NOW - agoMs, doubt_at_ms: NOW - doubtAgoMs }),
      });
    // The answer may have taken 10 s: it is the asking that counts.
    const enough = 10 * MINUTE_MS + 10_000;
    expect(refused(0)).toEqual({ do: 'end' });
    expect(refused(enough - 1)).toEqual({ do: 'end' });
    expect(refused(enough)).toEqual({ do: 'end-as-refused', mayClose: true });
    // A later request of the number may be under way, whatever an older one was refused for.
    expect(refused(enough, enough - 1)).toEqual({ do: 'end' });
  });

  it('parked ends it, unless this attempt came to send it again', () => {
    expect(next(asked('parked'))).toEqual({ do: 'end' });
    expect(decide(situation({ last: asked('parked'), reenters: true, inDoubt: true }))).toEqual({
      do: 'send',
    });
    expect(next(asked('parked'), { reenters: true })).toEqual({ do: 'end' });
    const renewed = { refusedForSecret: true, secret: 'changed-before' as const };
    expect(next(asked('parked'), renewed)).toEqual({ do: 'send' });
    expect(next(asked('parked'), { ...renewed, secret: 'same' })).toEqual({ do: 'end' });
  });

  it.each(['silent for the secret', 'refused for the secret'] as const)(
    '%s, it is asked once more with the renewed one',
    (name) => {
      expect(next(asked(name))).toEqual({ do: 'renew-secret' });
      expect(next(asked(name), { secret: 'changed-since' })).toEqual({ do: 'query' });
      expect(next(asked(name), { secret: 'same' })).toEqual({ do: 'end' });
      expect(next(asked(name), { secret: 'changed-before' })).toEqual({ do: 'end' });
    },
  );

  it('nothing is sent within a second of the last send', () => {
    expect(next(asked('missing'), { inDoubt: true, lastSentAt: NOW - 400 })).toEqual({
      do: 'wait',
      ms: 600,
    });
  });

  it('every result leads to a step', () => {
    for (const name of Object.keys(QUERIES) as (keyof typeof QUERIES)[])
      expect(next(asked(name), { inDoubt: true })).toHaveProperty('do');
  });
});

describe('resends', () => {
  it('are at most 2 in one invocation', () => {
    const resend = (sends: number, began: Situation['began']) =>
      next(asked('missing'), { sends, began, inDoubt: true });
    expect([1, 2, 3].map((sends) => resend(sends, 'fresh').do)).toEqual(['send', 'send', 'end']);
    expect([0, 1, 2].map((sends) => resend(sends, 'in-doubt').do)).toEqual(['send', 'send', 'end']);
  });

  it('begin within 15 s of the invocation', () => {
    const late = (agoMs: number) => next(asked('missing'), { inDoubt: true, startedAt: NOW - agoMs }).do;
    expect([late(14_999), late(15_000)]).toEqual(['send', 'end']);
    // The first send of a fresh attempt is no resend, however long it had to wait.
    expect(decide(situation({ startedAt: NOW - 15_000 }))).toEqual({ do: 'send' });
  });

  it('of recovery come 10 min after the last send', () => {
    const recovery = { inDoubt: true, began: 'in-doubt' as const, sends: 0, resendWaitMs: 10 * MINUTE_MS };
    expect(next(asked('missing'), { ...recovery, lastSentAt: NOW - 10 * MINUTE_MS + 1 }).do).toBe('end');
    expect(next(asked('missing'), { ...recovery, lastSentAt: NOW - 10 * MINUTE_MS }).do).toBe('send');
  });
});

describe('a query that is refused itself, by a definite code', () => {
  const refused = record({ refused_at_ms: NOW - 1, refused_code: 'PARAM_ERROR', refused_text: 'x' });

  it('parks a number that was refused with nothing in doubt, and closes none', () => {
    const park = { do: 'end-as-refused', mayClose: false };
    expect(next(asked('refused itself'), { record: refused })).toEqual(park);
    // Of a refused key or certificate only once the secret was read again.
    expect(next(asked('refused for the secret'), { record: refused })).toEqual({ do: 'renew-secret' });
    for (const secret of ['same', 'changed-before'] as const)
      expect(next(asked('refused for the secret'), { record: refused, secret })).toEqual(park);
  });

  it('leaves it open when something is in doubt, or nothing was refused', () => {
    expect(next(asked('refused itself'), { record: refused, inDoubt: true })).toEqual({ do: 'end' });
    expect(next(asked('refused itself'))).toEqual({ do: 'end' });
  });

  it('is unlike one that was not answered, which may be the next time', () => {
    for (const name of ['unanswered', 'silent for the secret'] as const)
      expect(next(asked(name), { record: refused, secret: 'same' })).toEqual({ do: 'end' });
  });
});
