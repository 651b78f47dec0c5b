import { type Resolution, resolve } from '../../../shared/payout/resolve';
import type { StoredRecord } from '../../../shared/records/record';
import { PayoutStage } from '../support/payout-stage';
import { expectSentenceOn } from '../support/refusals';
import { LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

const DAY_29_MS = CREATED_AT_MS + 29 * 86_400_000;
const PAID: Resolution = { outcome: 'paid', note: 'ticket 7: paid', sendListid: '1000041701' };
const REFUSED: Resolution = { outcome: 'refused', note: 'ticket 7: never paid' };

const UNRESOLVED = record({
  lease_until_ms: CREATED_AT_MS + 9,
  due_at: DAY_29_MS,
  unresolved_at_ms: DAY_29_MS,
  err_code: 'SYSTEMERROR',
  err_code_des: 'x',
});

/** The record after a person's word, or what was thrown. */
async function resolved(resolution: Resolution, before = UNRESOLVED, nowMs = DAY_29_MS) {
  const stage = new PayoutStage(() => ({ reply: LOST }), MERCHANT, before);
  const error = await resolve(stage.table, before, resolution, nowMs).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { stored: stage.stored(), error };
}

function withoutDue(record: StoredRecord) {
  const { due: _, due_at: __, ...rest } = record;
  return rest;
}

describe('an unresolved record', () => {
  it('is paid by a person’s word: no code of an error is left, and it is never due again', async () => {
    const { stored, error } = await resolved(PAID);
    const { err_code: _, err_code_des: __, ...rest } = withoutDue(UNRESOLVED);
    expect(error).toBeNull();
    expect(stored).toEqual({
      ...rest,
      state: 'paid',
      send_listid: '1000041701',
      resolution_note: 'ticket 7: paid',
      lease_until_ms: 0,
      updated_at: DAY_29_MS / 1000,
    });
  });

  it('may be paid without WeChat’s number of it', async () => {
    const { stored } = await resolved({ outcome: 'paid', note: 'x' });
    expect(stored).toMatchObject({ state: 'paid', send_listid: '' });
  });

  it('is closed by a person’s word, under a code of our own and with the reason', async () => {
    const { stored, error } = await resolved(REFUSED, UNRESOLVED, DAY_29_MS + 1_999);
    expect(error).toBeNull();
    expect(stored).toEqual({
      ...withoutDue(UNRESOLVED),
      state: 'closed',
      err_code: 'RESOLVED',
      err_code_des: 'ticket 7: never paid',
      resolution_note: 'ticket 7: never paid',
      lease_until_ms: 0,
      updated_at: DAY_29_MS / 1000 + 1,
    });
  });

  it('that is parked is closed by a person’s word, too', async () => {
    const { stored, error } = await resolved(REFUSED, { ...UNRESOLVED, state: 'parked' });
    expect(error).toBeNull();
    expect(stored).toMatchObject({ state: 'closed', err_code: 'RESOLVED', lease_until_ms: 0 });
  });

  it.each(['paid', 'closed'] as const)('that is %s is left as it is', async (state) => {
    const before = { ...UNRESOLVED, state };
    const { stored, error } = await resolved(PAID, before);
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining(state) });
    expectSentenceOn('id', (error as Error).message);
    expect(stored).toEqual(before);
  });

  it('is WeChat’s to tell until day 29', async () => {
    const { stored, error } = await resolved(PAID, UNRESOLVED, DAY_29_MS - 1);
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining('29 days') });
    expect((error as Error).message).toContain('getRedPackStatus');
    expect(stored).toEqual(UNRESOLVED);
  });

  it('that a driver took meanwhile is left to it', async () => {
    const stage = new PayoutStage(() => ({ reply: LOST }), MERCHANT, { ...UNRESOLVED, token: 'driver-2' });
    await expect(resolve(stage.table, UNRESOLVED, PAID, DAY_29_MS)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/^id .*just changed/),
    });
    expect(stage.stored()).toEqual({ ...UNRESOLVED, token: 'driver-2' });
  });
});
