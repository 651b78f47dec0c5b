import { queryOrder } from '../../../shared/payment/run/query-order';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, recipients } from '../support/replies';
import { CREATED_AT, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** What a query that sends nothing makes of an order that is not proven ours, and of a record by its age and clock. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SENT = answered(found('SENT'));
const OURS = answered(found('RECEIVED', 1, recipients(order().re_openid)));
const THEIRS = answered(found('RECEIVED', 1, recipients('oSomebodyElse')));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const FREE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS + HOUR_MS });
const PARKED: StoredRecord = { ...FREE, state: 'parked', err_code: 'NOTENOUGH', err_code_des: 'x' };
const CONTRADICTION = ['WeChat Pay contradicts the record', FREE.id];

/** A query of a stored record at an age, and what is stored then. */
async function queryFor(before: StoredRecord, reply: Reply, ageMs = HOUR_MS, recovering = false) {
  const stage = await new PaymentHarness(() => ({ reply }), MERCHANT, before).at(ageMs);
  const { record: told, query } = await queryOrder(
    stage.deps,
    before,
    MERCHANT,
    stage.now + 30_000,
    recovering,
  );
  const stored = stage.stored();
  expect(stage.calls).toEqual(['query']);
  expect([told.state, told.status]).toEqual([stored.state, stored.status]);
  return { stored, query: query.kind, stage };
}

describe('an order that is not proven ours', () => {
  it('leaves an open record open, takes its status away, is remembered, and alarms', async () => {
    const { stored, query, stage } = await queryFor({ ...FREE, status: 'SENDING' }, THEIRS);
    expect(query).toBe('unproven');
    const seenAt = CREATED_AT_MS + HOUR_MS + 10;
    expect(stored).toMatchObject({ state: 'open', unproven_at_ms: seenAt });
    expect(stored).not.toHaveProperty('status');
    expect(stage.said('error')).toEqual([CONTRADICTION]);
  });

  it('of another amount takes the status of a record that is not paid away, too', async () => {
    const other = answered(changed(found('SENT'), 'total_amount', '200'));
    for (const before of [FREE, PARKED]) {
      const { stored, query } = await queryFor({ ...before, status: 'SENDING' }, other);
      expect([query, stored.state, stored.status]).toEqual(['mismatch', before.state, undefined]);
    }
  });

  it('opens a parked record: something was paid under its number', async () => {
    const { stored } = await queryFor(PARKED, THEIRS);
    expect(stored).toMatchObject({ state: 'open', unproven_at_ms: expect.any(Number), due: 'wxminiapp' });
    expect(stored.status).toBeUndefined();
  });

  it('is proven by our openid, and by nothing less', async () => {
    const doubted = { ...FREE, unproven_at_ms: CREATED_AT_MS };
    expect((await queryFor(doubted, SENT)).stored.state).toBe('open');
    const { stored } = await queryFor(doubted, OURS);
    expect(stored).toMatchObject({ state: 'paid', proof: 'query', status: 'RECEIVED' });
    expect(stored).not.toHaveProperty('unproven_at_ms');
  });
});

describe('an order that WeChat has called another’s', () => {
  const FOREIGN = { ...FREE, foreign_at_ms: CREATED_AT_MS };

  it('is no payment of ours, whatever code came since, and alarms', async () => {
    for (const err_code of ['FATAL_ERROR', 'SYSTEMERROR']) {
      const { stored, query, stage } = await queryFor({ ...FOREIGN, err_code }, SENT);
      expect([stored.state, stored.status, query]).toEqual(['open', undefined, 'mismatch']);
      expect(stored).toMatchObject({ foreign_at_ms: CREATED_AT_MS });
      expect(stage.said('error')).toEqual([CONTRADICTION]);
    }
  });

  it('neither frees the number when it failed nor when it is gone', async () => {
    expect((await queryFor(FOREIGN, answered(found('FAILED')))).stored.state).toBe('open');
    const parked = { ...PARKED, foreign_at_ms: CREATED_AT_MS };
    expect((await queryFor(parked, MISSING, 4 * DAY_MS)).stored.state).toBe('parked');
  });
});

describe('a record that is paid', () => {
  const paid = (proof: StoredRecord['proof']) => ({ ...FREE, state: 'paid' as const, proof, status: 'SENT' });

  it('by WeChat’s answer to our send passes WeChat’s status on, no matter who its recipients are', async () => {
    const { stored, query, stage } = await queryFor(paid('echo'), THEIRS);
    expect([query, stored.state, stored.status]).toEqual(['paid', 'paid', 'RECEIVED']);
    expect(stage.said('error')).toEqual([]);
  });

  it.each(['query', 'person', undefined] as const)(
    'by %s alarms when its recipients are named without our openid, and keeps result and status',
    async (proof) => {
      const { stored, query, stage } = await queryFor(paid(proof), THEIRS);
      expect([query, stored.state, stored.status]).toEqual(['unproven', 'paid', 'SENT']);
      expect(stored).not.toHaveProperty('unproven_at_ms');
      expect(stage.said('error')).toEqual([CONTRADICTION]);
    },
  );
});

describe('"no such order"', () => {
  it('closes a parked record from 72 h on, and from day 29 on no more', async () => {
    expect((await queryFor(PARKED, MISSING, 3 * DAY_MS)).stored.state).toBe('closed');
    expect((await queryFor(PARKED, MISSING, 29 * DAY_MS - 11)).stored.state).toBe('closed');
    // The answer takes 10 ms: it is what it says then that counts.
    expect((await queryFor(PARKED, MISSING, 29 * DAY_MS - 10)).stored.state).toBe('parked');
  });

  it('closes an open one from 72 h on at the second query, 24 h after the first, under WeChat’s code', async () => {
    const first = await queryFor(FREE, MISSING, DAY_MS);
    expect(first.stored).toMatchObject({
      state: 'open',
      not_found_since_ms: CREATED_AT_MS + DAY_MS + 10,
    });
    expect((await queryFor(first.stored, MISSING, 3 * DAY_MS - 11)).stored.state).toBe('open');
    expect((await queryFor(first.stored, MISSING, 3 * DAY_MS - 10)).stored).toMatchObject({
      ...{ state: 'closed', err_code: 'NOT_FOUND' },
    });
  });

  it('closes none that is leased, nor one whose order was ever seen', async () => {
    const before = { ...FREE, not_found_since_ms: CREATED_AT_MS };
    const leased = { ...before, lease_until_ms: CREATED_AT_MS + 4 * DAY_MS + 60_000 };
    expect((await queryFor(leased, MISSING, 4 * DAY_MS)).stored.state).toBe('open');
    const seen = { ...before, order_seen_at_ms: CREATED_AT_MS };
    expect((await queryFor(seen, MISSING, 4 * DAY_MS)).stored.state).toBe('open');
  });

  it('starts the wait again where an attempt has died since: it may have sent until the end of its lease', async () => {
    const dead = { ...FREE, not_found_since_ms: CREATED_AT_MS, lease_until_ms: CREATED_AT_MS + 3 * DAY_MS };
    const { stored } = await queryFor(dead, MISSING, 4 * DAY_MS);
    expect(stored).toMatchObject({ state: 'open', not_found_since_ms: CREATED_AT_MS + 4 * DAY_MS + 10 });
  });
});

describe('a record of a clock that was a year ahead', () => {
  const AHEAD = { ...FREE, created_at: CREATED_AT + 365 * 86_400 };

  it('is put right by what moves it, and by recovery; who only asks leaves it alone', async () => {
    const met = { first_met_ms: CREATED_AT_MS + HOUR_MS + 10 };
    expect((await queryFor(AHEAD, answered(found('FAILED')))).stored).toMatchObject({
      ...met,
      state: 'closed',
    });
    const parked = { ...PARKED, created_at: AHEAD.created_at };
    const again = found('SENDING', 1, '<reason>帐号余额不足</reason>');
    const { stored } = await queryFor(parked, answered(again), HOUR_MS, true);
    expect(stored).toMatchObject({ ...met, state: 'parked', due_at: CREATED_AT_MS + HOUR_MS + 10 + DAY_MS });
    expect((await queryFor(AHEAD, answered(found('SENDING')))).stored).not.toHaveProperty('first_met_ms');
  });

  it('under a lease of that clock is nobody’s: an answer moves it', async () => {
    const leased = { ...AHEAD, lease_until_ms: (AHEAD.created_at + 35) * 1000 };
    const { stored } = await queryFor(leased, answered(found('FAILED')));
    expect(stored).toMatchObject({ state: 'closed', lease_until_ms: 0 });
  });
});
