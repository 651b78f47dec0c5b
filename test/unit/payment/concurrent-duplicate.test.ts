import { repeat } from '../../../shared/payment/run/repeat';
import type { StoredRecord } from '../../../shared/records/record';
import { attemptHarness } from '../support/attempt-harness';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

/** A concurrent duplicate that has 10 s, beside an attempt that writes `outcome` after 3 s, or never. */
async function beside(outcome: Partial<StoredRecord> | null) {
  const stage = attemptHarness(() => {
    throw new Error('a concurrent duplicate asks WeChat nothing');
  });
  const leased = record();
  const { clock, table } = stage.deps;
  table.get = async () =>
    outcome !== null && clock.now() >= CREATED_AT_MS + 3_000 ? { ...leased, ...outcome } : leased;
  const answer = await repeat(
    stage.deps,
    { queryBeforeSend: false },
    leased,
    MERCHANT,
    CREATED_AT_MS + 10_000,
  );
  return { answer, waitedMs: clock.now() - CREATED_AT_MS };
}

describe('a concurrent duplicate', () => {
  it.each(['paid', 'closed', 'parked'] as const)(
    'answers the attempt’s outcome, %s, as soon as it is there',
    async (state) => {
      const { answer, waitedMs } = await beside({ state, lease_until_ms: 0 });
      expect(answer.state).toBe(state);
      expect(waitedMs).toBeLessThanOrEqual(3_500);
    },
  );

  it('answers open when its time is over before the attempt’s', async () => {
    const { answer, waitedMs } = await beside(null);
    expect(answer.state).toBe('open');
    expect(waitedMs).toBeLessThan(10_000);
  });
});
