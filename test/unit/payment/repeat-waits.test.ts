import { repeat } from '../../../shared/payment/run/repeat';
import type { StoredRecord } from '../../../shared/records/record';
import { found } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

/** A repeat that meets another attempt. The sample record is leased until 35 s after its claim. */

const DAY_MS = 86_400_000;
const SENT = answered(found('SENT'));

function holding(stored: StoredRecord): PaymentHarness {
  return new PaymentHarness(() => ({ reply: SENT }), MERCHANT, stored);
}

function run(stage: PaymentHarness, forMs: number): Promise<StoredRecord> {
  return repeat(stage.deps, { queryBeforeSend: false }, stage.stored(), MERCHANT, stage.now + forMs);
}

/** Something happens to the record at the nth read of it. */
function atRead(stage: PaymentHarness, nth: number, happens: () => void): void {
  const get = stage.table.get.bind(stage.table);
  let reads = 0;
  stage.table.get = (id) => {
    reads += 1;
    if (reads === nth) happens();
    return get(id);
  };
}

describe('a concurrent duplicate of a leased record', () => {
  it.each(['paid', 'closed', 'parked', 'open'] as const)(
    'waits for the attempt, result every half second, and answers what it left: %s',
    async (state) => {
      const stage = holding(record());
      atRead(stage, 3, () => stage.change({ state, lease_until_ms: 0 }));
      expect(await run(stage, 30_000)).toMatchObject({ state, token: 'attempt-1' });
      expect(stage.now).toBe(CREATED_AT_MS + 3 * 500);
      expect(stage.posted).toEqual([]);
    },
  );

  it('answers open when its own time ends first, and leaves the record to its attempt', async () => {
    const stage = holding(record());
    expect(await run(stage, 10_000)).toEqual(record());
    expect(stage.now).toBe(CREATED_AT_MS + 8_500);
    expect([stage.posted, stage.stored()]).toEqual([[], record()]);
  });

  it('takes over when the attempt has died: its lease runs out without a release', async () => {
    const stage = holding(record());
    expect(await run(stage, 60_000)).toMatchObject({ state: 'paid' });
    // It may have sent at the end of its lease, by a clock that is a second off; a second lies between two calls.
    expect(stage.posted).toMatchObject([{ call: 'query', atMs: CREATED_AT_MS + 37_000 }]);
  });

  it('goes on with what it knows when a read finds nothing', async () => {
    const stage = holding(record());
    stage.table.get = async () => undefined;
    expect(await run(stage, 10_000)).toEqual(record());
  });
});

describe('a record that is not leased', () => {
  const free = record({ lease_until_ms: 0 });

  it('that somebody else takes first is waited for', async () => {
    const stage = holding(free);
    stage.beforeUpdate(() => stage.change({ token: 'theirs', lease_until_ms: CREATED_AT_MS + 5_000 }));
    atRead(stage, 4, () => stage.change({ state: 'paid', send_listid: '7', lease_until_ms: 0 }));
    expect(await run(stage, 30_000)).toMatchObject({ state: 'paid', send_listid: '7', token: 'theirs' });
    expect(stage.posted).toEqual([]);
  });

  it('is resumed with 2 s left, which is what a call needs', async () => {
    const stage = holding(free);
    expect(await run(stage, 2_000)).toMatchObject({ state: 'paid' });
  });

  it('is owned while it is asked for, however old it is', async () => {
    const stage = await holding(free).at(5 * DAY_MS);
    await run(stage, 30_000);
    expect(stage.stored()).toMatchObject({ state: 'paid', token: 'token-1' });
  });
});
