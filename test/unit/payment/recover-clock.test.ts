import { recover } from '../../../shared/payment/recover';
import type { StoredRecord } from '../../../shared/records/record';
import { X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** Records of a clock that ran ahead, claimed, and died, met by a pass of a right one; and passes of a wrong one. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));

function aheadBy(aheadMs: number, changes: Partial<StoredRecord> = {}): StoredRecord {
  const claimedAt = CREATED_AT_MS + aheadMs;
  const lease = { lease_until_ms: claimedAt + 35_000, due_at: claimedAt + 35_000 };
  return record({ created_at: claimedAt / 1000, ...lease, ...changes });
}

function staged(...stored: readonly StoredRecord[]): PaymentHarness {
  const answer = (call: 'send' | 'query') => ({ reply: call === 'query' ? MISSING : LOST });
  return new PaymentHarness(answer, MERCHANT, ...stored);
}

function pass(stage: PaymentHarness) {
  return recover(stage.deps, false, stage.now + MINUTE_MS);
}

describe('a claim of a clock a year ahead', () => {
  it('is found at once, beyond all that can be due, and asked for', async () => {
    const stage = staged(aheadBy(365 * DAY_MS));
    expect(await pass(stage)).toMatchObject({ examined: 1, open: 1 });
    // It may have been sent at this very moment: what WeChat does not have may still arrive.
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored()).toMatchObject({
      ...{ first_met_ms: CREATED_AT_MS, doubt_at_ms: CREATED_AT_MS, lease_until_ms: 0 },
      due_at: stage.now + 10 * MINUTE_MS,
    });
  });

  it('is sent like every other from then on: 10 min later, for 24 h, and no longer', async () => {
    const met = aheadBy(365 * DAY_MS, {
      first_met_ms: CREATED_AT_MS,
      lease_until_ms: 0,
      due_at: CREATED_AT_MS,
    });
    const callsAt = async (ageMs: number) => {
      const stage = await staged(met).at(ageMs);
      await pass(stage);
      return stage.calls;
    };
    expect(await callsAt(11 * MINUTE_MS)).toEqual(['query', 'send', 'query']);
    expect(await callsAt(DAY_MS - MINUTE_MS)).toEqual(['query', 'send', 'query']);
    expect(await callsAt(DAY_MS)).toEqual(['query']);
  });

  it('stops being sent, warns and alarms by the age since it was first met', async () => {
    const met = aheadBy(365 * DAY_MS, {
      first_met_ms: CREATED_AT_MS,
      lease_until_ms: 0,
      due_at: CREATED_AT_MS,
    });
    const errorsAt = async (ageMs: number) => {
      const stage = await staged(met).at(ageMs);
      await pass(stage);
      return stage.said('error').map((line) => (line as unknown[])[0]);
    };
    expect(await errorsAt(DAY_MS - MINUTE_MS)).toEqual([]);
    expect(await errorsAt(DAY_MS)).toEqual(['recovery stopped sending']);
    expect(await errorsAt(29 * DAY_MS)).toEqual(['recovery stopped sending', 'record unresolved']);
  });

  it('parked by that clock is found and put right as well', async () => {
    const parked = aheadBy(365 * DAY_MS, { state: 'parked', err_code: 'NOTENOUGH', lease_until_ms: 0 });
    const stage = staged(parked);
    expect(await pass(stage)).toMatchObject({ examined: 1, parked: 1 });
    expect(stage.stored()).toMatchObject({ first_met_ms: CREATED_AT_MS + 10, due_at: stage.now + DAY_MS });
  });
});

describe('a claim of a clock a day ahead', () => {
  it('beyond what can be due, is found at once', async () => {
    const stage = staged(aheadBy(DAY_MS + 16 * MINUTE_MS));
    expect(await pass(stage)).toMatchObject({ examined: 1, open: 1 });
    expect(stage.stored()).toMatchObject({ first_met_ms: CREATED_AT_MS });
  });

  it('within what can be due, is found when it is due, a day later at most', async () => {
    const stage = staged(aheadBy(DAY_MS));
    expect(await pass(stage)).toMatchObject({ examined: 0 });
    await stage.at(DAY_MS + 35_000);
    expect(await pass(stage)).toMatchObject({ examined: 1, open: 1 });
  });
});

describe('a record that is due absurdly late', () => {
  const LATEST_MS = DAY_MS + 16 * MINUTE_MS;

  it('is due now; one that is due as late as can be is not', async () => {
    const dueIn = (ms: number) => record({ lease_until_ms: 0, due_at: CREATED_AT_MS + ms });
    expect(await pass(staged(dueIn(LATEST_MS)))).toMatchObject({ examined: 0 });
    expect(await pass(staged(dueIn(LATEST_MS + 1)))).toMatchObject({ examined: 1 });
  });

  it('is read again, and left alone when it has been put right meanwhile', async () => {
    const stage = staged(record({ lease_until_ms: 0, due_at: CREATED_AT_MS + 10 * MINUTE_MS }));
    stage.table.due = async function* () {
      yield record().id;
    };
    expect(await pass(stage)).toMatchObject({ examined: 0 });
  });
});

describe('a clock that is less than 16 min ahead', () => {
  it('holds its lease for so long, and no longer', async () => {
    const stage = staged(aheadBy(15 * MINUTE_MS));
    expect(await pass(stage)).toMatchObject({ examined: 0 });
    await stage.at(15 * MINUTE_MS + 35_000);
    expect(await pass(stage)).toMatchObject({ examined: 1 });
    expect(stage.stored()).not.toHaveProperty('first_met_ms');
  });
});

describe.each([2 * DAY_MS, -2 * DAY_MS, 365 * DAY_MS, -365 * DAY_MS])(
  'a pass on a host whose clock is %d ms ahead',
  (aheadMs) => {
    const due = (due_at: number) => record({ lease_until_ms: 0, due_at });

    it('finds what is due by AWS’s time, and nothing else', async () => {
      const notDue = await staged(due(CREATED_AT_MS + 11 * MINUTE_MS)).at(10 * MINUTE_MS);
      expect(await pass(await notDue.misset(aheadMs))).toMatchObject({ examined: 0 });
      const isDue = await staged(due(CREATED_AT_MS + 10 * MINUTE_MS)).at(10 * MINUTE_MS);
      expect(await pass(await isDue.misset(aheadMs))).toMatchObject({ examined: 1, open: 1 });
      expect(isDue.calls).toEqual(['query', 'send', 'query']);
      expect(isDue.errors()).toEqual([['host clock is wrong', { ahead_ms: aheadMs }]]);
    });

    it('leaves a young record young, and a leased one alone', async () => {
      const young = await staged(due(CREATED_AT_MS)).at(10 * MINUTE_MS);
      await pass(await young.misset(aheadMs));
      const { first_met_ms, doubt_at_ms = 0, due_at = 0 } = young.stored();
      expect(first_met_ms).toBeUndefined();
      const nowMs = young.deps.clock.awsNow();
      expect(nowMs - doubt_at_ms).toBeLessThan(MINUTE_MS);
      expect(due_at - nowMs).toBeLessThanOrEqual(11 * MINUTE_MS);
      const leased = record({ lease_until_ms: CREATED_AT_MS + MINUTE_MS, due_at: CREATED_AT_MS });
      const harness = await staged(leased).misset(aheadMs);
      expect(await pass(harness)).toMatchObject({ examined: 0 });
      expect(harness.stored()).toEqual(leased);
    });

    it('sends nothing that is a day old', async () => {
      const stage = await staged(due(CREATED_AT_MS)).at(DAY_MS);
      await pass(await stage.misset(aheadMs));
      expect(stage.calls).toEqual(['query']);
    });
  },
);
