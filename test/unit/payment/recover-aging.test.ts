import { recover } from '../../../shared/payment/recover';
import type { StoredRecord } from '../../../shared/records/record';
import { found, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** What recovery does with a record that stays open, by its age. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const DUE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });

/** A record of which WeChat knows nothing, at an age. */
function missing(ageMs: number, changes: Partial<StoredRecord> = {}): Promise<PaymentHarness> {
  const answer = (call: 'send' | 'query') => ({ reply: call === 'query' ? MISSING : LOST });
  return new PaymentHarness(answer, MERCHANT, { ...DUE, ...changes }).at(ageMs);
}

/** Recovery has said before that it does not send this one any more. */
const SENDING_ENDED = { sending_ended_at_ms: 1 };

/** Makes the record due, whatever its wait. */
async function due(stage: PaymentHarness): Promise<PaymentHarness> {
  if (stage.stored().due !== undefined) stage.change({ due_at: CREATED_AT_MS });
  return stage;
}

function pass(stage: PaymentHarness) {
  return recover(stage.deps, false, stage.now + 60_000);
}

async function callsAt(ageMs: number, changes: Partial<StoredRecord> = {}) {
  const stage = await missing(ageMs, changes);
  await pass(stage);
  return stage.calls;
}

it('in the first day, a missing order is sent again, and asked for before and after', async () => {
  expect(await callsAt(HOUR_MS)).toEqual(['query', 'send', 'query']);
  expect(await callsAt(24 * HOUR_MS - MINUTE_MS)).toEqual(['query', 'send', 'query']);
});

it('ten minutes after its last send, not sooner', async () => {
  // The clock that noted the send may have been a second behind, and the query takes its time.
  const waitMs = 10 * MINUTE_MS + 1_000;
  expect(await callsAt(HOUR_MS, { sent_at_ms: CREATED_AT_MS + HOUR_MS - waitMs + 20 })).toEqual(['query']);
  expect(await callsAt(HOUR_MS, { sent_at_ms: CREATED_AT_MS + HOUR_MS - waitMs })).toEqual([
    'query',
    'send',
    'query',
  ]);
});

it.each([24 * HOUR_MS, 3 * DAY_MS, 28 * DAY_MS])(
  'at %d ms it is only asked for, for WeChat may take a number that it has forgotten for a new order',
  async (ageMs) => {
    expect(await callsAt(ageMs)).toEqual(['query']);
  },
);

it('at 24 hours it is said once, at an error, that recovery has stopped sending it', async () => {
  const stage = await missing(DAY_MS - MINUTE_MS);
  await pass(stage);
  expect(stage.said('error')).toEqual([]);
  await (await due(stage)).at(DAY_MS);
  await pass(stage);
  expect(stage.said('error')).toEqual([['recovery stopped sending', DUE.id]]);
  await (await due(stage)).at(2 * DAY_MS);
  await pass(stage);
  expect(stage.said('error')).toHaveLength(1);
});

it('from day 20 it is warned of at each query', async () => {
  const stage = await missing(20 * DAY_MS, SENDING_ENDED);
  expect(await pass(stage)).toMatchObject({ examined: 1, open: 1 });
  expect(stage.said('warn')).toEqual([['record not final after 20 days', DUE.id]]);
  expect(stage.said('error')).toEqual([]);
  expect(stage.stored()).not.toHaveProperty('unresolved_at_ms');
  expect(stage.stored().due_at).toBe(stage.now + 6 * HOUR_MS);
});

it('on day 29 it is stored as unresolved, and an alarm comes then and every day after, never a send', async () => {
  const stage = await missing(29 * DAY_MS, SENDING_ENDED);
  await pass(stage);
  const { unresolved_at_ms } = stage.stored();
  expect(unresolved_at_ms).toBe(stage.now);
  expect(stage.stored().due_at).toBe(stage.now + DAY_MS);
  for (const day of [30, 31]) {
    await stage.at(day * (DAY_MS + HOUR_MS));
    expect(await pass(stage)).toMatchObject({ examined: 1, open: 1 });
    expect(stage.stored().unresolved_at_ms).toBe(unresolved_at_ms);
  }
  const alarm = ['record unresolved', DUE.id];
  expect(stage.said('error')).toEqual([alarm, alarm, alarm]);
  expect(stage.said('warn')).toEqual([]);
  expect(stage.calls).toEqual(['query', 'query', 'query']);
});

it('a parked record alarms from day 29 on as well, and stays due', async () => {
  const parked = { ...DUE, state: 'parked' as const, err_code: 'NOTENOUGH' };
  const stage = await new PaymentHarness(() => ({ reply: LOST }), MERCHANT, parked).at(29 * DAY_MS);
  expect(await pass(stage)).toMatchObject({ examined: 1, parked: 1 });
  expect(stage.said('error')).toEqual([['record unresolved', DUE.id]]);
  expect(stage.stored()).toMatchObject({ due_at: stage.now + DAY_MS, unresolved_at_ms: stage.now });
});

it('once WeChat says what became of it, however late, the alarms end', async () => {
  const answer = () => ({ reply: answered(found('REFUND')) });
  const stage = await new PaymentHarness(answer, MERCHANT, { ...DUE, unresolved_at_ms: 1 }).at(29 * DAY_MS);
  expect(await pass(stage)).toMatchObject({ paid: 1 });
  expect(stage.said('error')).toEqual([]);
  expect(stage.stored()).not.toHaveProperty('due_at');
});

describe('"no such order", said again and again', () => {
  /** The states after passes at these ages. */
  async function statesAt(agesMs: readonly number[], changes: Partial<StoredRecord> = {}) {
    const stage = await missing(0, changes);
    const states: string[] = [];
    for (const ageMs of agesMs) {
      await (await due(stage)).at(ageMs);
      await pass(stage);
      states.push(stage.stored().state);
    }
    return { states, stage };
  }

  it('closes an open record after 72 h, when it is 24 h since it was first said', async () => {
    const { states, stage } = await statesAt([DAY_MS, 3 * DAY_MS - MINUTE_MS, 3 * DAY_MS]);
    expect(states).toEqual(['open', 'open', 'closed']);
    expect(stage.stored()).toMatchObject({ err_code: 'NOT_FOUND', lease_until_ms: 0 });
    expect(stage.stored()).not.toHaveProperty('due_at');
    expect(stage.calls).toEqual(['query', 'query', 'query']);
  });

  it('does not close one that it was said of only in the last 24 h', async () => {
    const { states } = await statesAt([3 * DAY_MS, 4 * DAY_MS - MINUTE_MS, 4 * DAY_MS]);
    expect(states).toEqual(['open', 'open', 'closed']);
  });

  it.each<[string, Partial<StoredRecord>]>([
    ['whose order a query has shown once', { order_seen_at_ms: 1 }],
    ['that WeChat has called another’s', { foreign_at_ms: 1 }],
  ])('never closes one %s', async (_, changes) => {
    const { states } = await statesAt([2 * DAY_MS, 3 * DAY_MS, 10 * DAY_MS, 28 * DAY_MS], changes);
    expect(states).toEqual(Array(4).fill('open'));
  });

  it('closes nothing from day 29 on, of which it was never said before', async () => {
    const { states } = await statesAt([29 * DAY_MS, 31 * DAY_MS, 60 * DAY_MS]);
    expect(states).toEqual(['open', 'open', 'open']);
    const parked = await statesAt([29 * DAY_MS, 31 * DAY_MS], { state: 'parked', err_code: 'NOTENOUGH' });
    expect(parked.states).toEqual(['parked', 'parked']);
  });

  it('believes a refusal until day 29, and not from then on', async () => {
    const refused = { refused_at_ms: CREATED_AT_MS, refused_code: 'SEND_FAILED', refused_text: 'x' };
    expect((await statesAt([29 * DAY_MS - MINUTE_MS], refused)).states).toEqual(['closed']);
    expect((await statesAt([29 * DAY_MS], refused)).states).toEqual(['open']);
    const parks = { ...refused, refused_code: 'NOTENOUGH' };
    expect((await statesAt([29 * DAY_MS - MINUTE_MS], parks)).states).toEqual(['parked']);
    expect((await statesAt([29 * DAY_MS], parks)).states).toEqual(['open']);
  });

  it('counts as a refusal in what the pass answers', async () => {
    const stage = await missing(3 * DAY_MS, { not_found_since_ms: CREATED_AT_MS + 2 * DAY_MS });
    expect(await pass(stage)).toMatchObject({ examined: 1, refused: 1 });
  });
});
