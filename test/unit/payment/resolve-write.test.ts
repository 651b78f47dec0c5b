import { MerchantError } from '../../../shared/api/errors';
import type { Resolution } from '../../../shared/api/record-params';
import { resolve } from '../../../shared/payment/resolve';
import { PaymentHarness } from '../support/payment-harness';
import { LOST } from '../support/replies';
import { CONFIG, CREATED_AT_MS, MERCHANT, record } from '../support/samples';

const DAY_29_MS = 29 * 86_400_000;
const { id } = record();
const PAID: Resolution = { id, outcome: 'paid', note: 'ticket 7: paid', send_listid: '1000041701' };
const REFUSED: Resolution = { id, outcome: 'refused', note: 'ticket 7: never paid' };

/** An unresolved record whose secret is gone, so that nothing but the person's word is written. */
async function staged(): Promise<PaymentHarness> {
  const unresolved = record({ lease_until_ms: 0, due_at: CREATED_AT_MS + DAY_29_MS });
  const stage = await new PaymentHarness(() => ({ reply: LOST }), MERCHANT, unresolved).at(DAY_29_MS);
  stage.load = () => {
    throw new MerchantError('official_account_id has no certificate.');
  };
  return stage;
}

function run(stage: PaymentHarness, wanted: Resolution) {
  return resolve(stage.deps, CONFIG, wanted, stage.now + 30_000);
}

describe('the write of a person’s word', () => {
  it.each([PAID, REFUSED])('is known as its own when the SDK repeats it: %j', async (wanted) => {
    const stage = await staged();
    stage.repeatWrites('update');
    expect(await run(stage, wanted)).toMatchObject({ outcome: wanted.outcome, by: 'person' });
    expect(stage.stored()).toMatchObject({ token: 'token-1', resolution_note: wanted.note });
  });

  it('is not taken for that of another person who says the same at the same time', async () => {
    const stage = await staged();
    const notes = ['ticket 7', 'ticket 8'];
    const told = await Promise.allSettled(notes.map((note) => run(stage, { ...REFUSED, note })));
    expect(told).toMatchObject([
      { status: 'fulfilled', value: { outcome: 'refused', by: 'person' } },
      { status: 'rejected', reason: { status: 400, message: expect.stringContaining('just changed') } },
    ]);
    expect(stage.stored()).toMatchObject({ state: 'closed', resolution_note: 'ticket 7' });
  });
});
