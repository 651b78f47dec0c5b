import { recover } from '../../../shared/payment/recover';
import { resolve } from '../../../shared/payment/resolve';
import type { StoredRecord } from '../../../shared/records/record';
import { found, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { WorldStage } from '../support/concurrent-harness';
import { answered, changed, LOST } from '../support/replies';
import { CONFIG, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** A person resolves a record while a pass of recovery is asking for it. */

const DAY_MS = 86_400_000;
const NOW = CREATED_AT_MS + 29 * DAY_MS;
const SENT = answered(found('SENT'));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const PARKED = record({ state: 'parked', err_code: 'NOTENOUGH', lease_until_ms: 0, due_at: CREATED_AT_MS });
const OPEN = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });

/** The first query, which is the pass's, is answered after 5 s; the person's, a second later, at once. */
function racing(stored: StoredRecord, passTookMs = 5_000): WorldStage {
  let asked = 0;
  return WorldStage.from(
    NOW,
    () => {
      asked += 1;
      return asked === 1 ? { reply: SENT, tookMs: passTookMs } : { reply: MISSING, tookMs: 10 };
    },
    MERCHANT,
    stored,
  );
}

async function resolveAfter(stage: WorldStage, ms: number): Promise<unknown> {
  await stage.deps.clock.sleep(ms);
  const word = { id: record().id, outcome: 'refused', note: 'seen' } as const;
  return resolve(stage.deps, CONFIG, word, stage.now + 30_000).catch((error: unknown) => error);
}

function pass(stage: WorldStage) {
  return recover(stage.deps, false, stage.now + 60_000);
}

describe('a person’s word and a pass that learns at the same time that it is paid', () => {
  it('of a parked record: the person’s stands, and the pass alarms', async () => {
    const stage = racing(PARKED);
    const [counts, told] = await stage.ended(Promise.all([pass(stage), resolveAfter(stage, 1_000)]));
    expect(told).toMatchObject({ outcome: 'refused', by: 'person' });
    expect(counts).toMatchObject({ examined: 1, refused: 1 });
    expect(stage.stored()).toMatchObject({ state: 'closed', err_code: 'RESOLVED' });
    const fields = { record_id: PARKED.id, state: 'closed', query: 'paid' };
    expect(stage.errors()).toEqual([['WeChat Pay contradicts the record', expect.objectContaining(fields)]]);
  });

  it('of an open record: the person’s is refused while the pass holds the lease', async () => {
    const stage = racing(OPEN);
    const [counts, told] = await stage.ended(Promise.all([pass(stage), resolveAfter(stage, 1_000)]));
    expect(told).toMatchObject({ status: 400, message: expect.stringContaining('being sent') });
    expect(counts).toMatchObject({ examined: 1, paid: 1 });
    expect(stage.stored()).toMatchObject({ state: 'paid' });
  });

  it('of an open record whose lease ran out under a pass that stood still: the pass alarms', async () => {
    const stage = racing(OPEN);
    // The process stands still before its write, beyond its lease.
    const update = stage.table.update.bind(stage.table);
    stage.table.update = async (id, guard, changes) => {
      if (changes.state === 'paid') await stage.deps.clock.sleep(60_000);
      return update(id, guard, changes);
    };
    const [counts, told] = await stage.ended(Promise.all([pass(stage), resolveAfter(stage, 50_000)]));
    expect(told).toMatchObject({ outcome: 'refused', by: 'person' });
    expect(counts).toMatchObject({ examined: 1, refused: 1 });
    expect(stage.stored()).toMatchObject({ state: 'closed' });
    expect(stage.said('error')).toContainEqual(['WeChat Pay contradicts the record', OPEN.id]);
  });

  it('of a record that a pass takes while the person’s query is under way: the pass’s stands', async () => {
    let asked = 0;
    const answer = () => {
      asked += 1;
      return asked === 1 ? { reply: MISSING, tookMs: 5_000 } : { reply: LOST, tookMs: 10_000 };
    };
    const stage = WorldStage.from(NOW, answer, MERCHANT, OPEN);
    const later = stage.deps.clock.sleep(1_000).then(() => pass(stage));
    const [told] = await stage.ended(Promise.all([resolveAfter(stage, 0), later]));
    expect(told).toMatchObject({ status: 400, message: expect.stringContaining('just changed') });
    expect(stage.stored()).toMatchObject({ state: 'open' });
  });
});
