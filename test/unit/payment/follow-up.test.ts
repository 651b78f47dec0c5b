import { accountName } from '../../../shared/api/merchant';
import { recover } from '../../../shared/payment/recover';
import { redPackStatus } from '../../../shared/payment/status';
import type { StoredRecord } from '../../../shared/records/record';
import { X7_RECEIVED, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CONFIG, CREATED_AT, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_MS = 26 * HOUR_MS;
const { mch_billno } = order();
const RECEIVED = answered(changed(X7_RECEIVED, 'mch_billno', mch_billno));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', mch_billno));

/** A packet that was paid at once. */
const PAID: StoredRecord = record({
  ...{ state: 'paid', proof: 'echo', paid_at: CREATED_AT, lease_until_ms: 0, send_listid: '1' },
  ...{ due: 'paid#wxminiapp', due_at: CREATED_AT_MS + FIRST_MS },
});

function withStatus(status: string, changes: Record<string, string> = {}) {
  let xml = changed(changed(X7_RECEIVED, 'mch_billno', mch_billno), 'status', status);
  xml = xml.replace(/<hblist>.*<\/hblist>/s, '');
  for (const [name, value] of Object.entries(changes)) xml = changed(xml, name, value);
  return answered(xml);
}

async function followedAt(ageMs: number, reply = RECEIVED, stored = PAID): Promise<PaymentHarness> {
  const stage = new PaymentHarness(() => ({ reply }), MERCHANT, stored);
  Object.assign(stage.deps, { followUp: true });
  await stage.at(ageMs);
  await recover(stage.deps, false, stage.deps.clock.now() + 590_000);
  return stage;
}

describe('recovery asks what became of a paid packet', () => {
  it('once it can be final, 26 hours after it was paid, and not sooner', async () => {
    expect((await followedAt(FIRST_MS - 1)).calls).toEqual([]);
    expect((await followedAt(FIRST_MS)).calls).toEqual(['query']);
  });

  it('and stores status, amount and time of its receipt, after which it is never due again', async () => {
    const stored = (await followedAt(FIRST_MS)).stored();
    expect(stored).toMatchObject({ state: 'paid', proof: 'echo', status: 'RECEIVED', received_fen: 100 });
    expect(stored.received_at).toBe(Date.parse('2025-01-01T04:00:30Z') / 1000);
    expect(stored).not.toHaveProperty('due');
    expect(stored).not.toHaveProperty('due_at');
  });

  it.each(['SENT', 'RFUND_ING'])('again a day later while it is %s', async (status) => {
    const stage = await followedAt(FIRST_MS, withStatus(status));
    expect(stage.stored()).toMatchObject({ status, due: 'paid#wxminiapp' });
    expect(stage.stored().due_at).toBeGreaterThanOrEqual(CREATED_AT_MS + FIRST_MS + DAY_MS);
    expect(stage.stored().due_at).toBeLessThan(CREATED_AT_MS + FIRST_MS + DAY_MS + 60_000);
  });

  it.each([
    ['no answer', LOST],
    ['no such order', MISSING],
  ])('again a day later after %s, and the record stays paid', async (_, reply) => {
    const stage = await followedAt(FIRST_MS, reply);
    expect(stage.stored()).toMatchObject({ state: 'paid', due: 'paid#wxminiapp' });
    expect(stage.stored().due_at).toBeGreaterThan(CREATED_AT_MS + 2 * DAY_MS);
  });

  it('a last time on day 29, since WeChat then forgets the order', async () => {
    const stage = await followedAt(29 * DAY_MS, withStatus('SENT'), { ...PAID, due_at: CREATED_AT_MS });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored()).not.toHaveProperty('due');
  });

  it('again a day later, without an ERROR and with one warning for all, while the secret names another merchant', async () => {
    const paid = ['a', 'b', 'c'].map((letter) => ({ ...PAID, id: letter.repeat(24) }));
    const stage = new PaymentHarness(() => ({ reply: RECEIVED }), { ...MERCHANT, mchId: '2' }, ...paid);
    Object.assign(stage.deps, { followUp: true });
    await stage.at(FIRST_MS);
    await recover(stage.deps, false, stage.deps.clock.now() + 590_000);
    expect(stage.calls).toEqual([]);
    expect(stage.errors()).toEqual([]);
    const warnings = stage.lines.filter(({ message }) => message === 'follow-up skipped');
    expect(warnings.map(({ fields }) => fields)).toEqual([
      { account: accountName(PAID), reason: 'its secret names another merchant' },
    ]);
    for (const { id } of paid)
      expect(stage.table.records.get(id)?.due_at).toBeGreaterThan(CREATED_AT_MS + 2 * DAY_MS);
  });

  it('and keeps a packet that WeChat then calls FAILED as paid, with an alarm', async () => {
    const stage = await followedAt(FIRST_MS, withStatus('FAILED'));
    expect(stage.stored()).toMatchObject({ state: 'paid', status: 'FAILED', send_listid: '1' });
    expect(stage.stored()).not.toHaveProperty('due');
    expect(stage.errors()).toHaveLength(1);
  });

  it('and does not count it among what it recovered', async () => {
    const stage = await followedAt(FIRST_MS);
    const line = stage.lines.find(({ message }) => message === 'recovery completed');
    expect(line?.fields).toMatchObject({ examined: 0, paid: 0, followed: 1 });
  });

  it('not when FOLLOW_UP is off: the record leaves the index with its next write', async () => {
    const stage = new PaymentHarness(() => ({ reply: RECEIVED }), MERCHANT, PAID);
    await stage.at(FIRST_MS);
    await recover(stage.deps, false, stage.deps.clock.now() + 590_000);
    expect(stage.calls).toEqual([]);
  });

  it('after what is open, and ends its turn when WeChat says that it is too much', async () => {
    const paid = ['a', 'b', 'c'].map((letter) => ({ ...PAID, id: letter.repeat(24) }));
    const open = record({ id: 'd'.repeat(24), due_at: CREATED_AT_MS, lease_until_ms: 0 });
    const often = withStatus('SENT', { err_code: 'FREQ_LIMIT', result_code: 'FAIL' });
    const stage = new PaymentHarness(() => ({ reply: often }), MERCHANT, ...paid, open);
    Object.assign(stage.deps, { followUp: true });
    await stage.at(FIRST_MS);
    await recover(stage.deps, false, stage.deps.clock.now() + 590_000);
    // The workers that had begun finish; none begins another.
    const line = stage.lines.find(({ message }) => message === 'recovery completed');
    expect(line?.fields).toMatchObject({ examined: 1, open: 1 });
    expect(stage.posted[0]?.body).toContain(mch_billno);
  });
});

describe('a paid record', () => {
  it.each(['SENDING'])('does not take the status %s, by which WeChat’s query lags behind', async (status) => {
    const { due: _, due_at: __, ...free } = PAID;
    const stage = new PaymentHarness(() => ({ reply: withStatus(status) }), MERCHANT, free as StoredRecord);
    await stage.at(HOUR_MS);
    const lookup = { by: 'id', id: PAID.id } as const;
    await redPackStatus(stage.deps, CONFIG, lookup, stage.deps.clock.now() + 20_000);
    expect(stage.stored()).not.toHaveProperty('status');
  });
});

describe('the status of a packet that WeChat has forgotten', () => {
  const SETTLED: StoredRecord = record({
    ...{
      state: 'paid',
      proof: 'echo',
      paid_at: CREATED_AT,
      lease_until_ms: 0,
      send_listid: '7',
      due: undefined,
    },
    ...{ due_at: undefined, status: 'RECEIVED', received_fen: 100, received_at: CREATED_AT + 3600 },
  });
  const lookup = { by: 'id', id: SETTLED.id } as const;
  const at = CREATED_AT_MS + 8 * HOUR_MS;
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

  it('comes from the record after 30 days, without a secret and without a query', async () => {
    const stage = new PaymentHarness(() => ({ reply: MISSING }), MERCHANT, SETTLED);
    stage.load = () => {
      throw new Error('gone');
    };
    await stage.at(30 * DAY_MS);
    const status = await redPackStatus(stage.deps, CONFIG, lookup, stage.deps.clock.now() + 20_000);
    expect(stage.calls).toEqual([]);
    expect(status).toMatchObject({
      ...{ return_code: 'SUCCESS', result_code: 'SUCCESS', mch_billno, status: 'RECEIVED', detail_id: '7' },
      ...{ total_amount: '100', total_num: '1', hb_type: 'NORMAL', send_time: text(at) },
      hblist: [{ openid: SETTLED.re_openid, amount: '100', rcv_time: text(at + HOUR_MS) }],
    });
  });

  it('comes from the record as soon as WeChat knows no such order', async () => {
    const stage = new PaymentHarness(() => ({ reply: MISSING }), MERCHANT, SETTLED);
    await stage.at(29 * DAY_MS);
    const status = await redPackStatus(stage.deps, CONFIG, lookup, stage.deps.clock.now() + 20_000);
    expect(stage.calls).toEqual(['query']);
    expect(status).toMatchObject({ status: 'RECEIVED', mch_billno });
  });

  it('of which nobody has asked in time is open, as before', async () => {
    const { status: _, ...unasked } = SETTLED;
    const stage = new PaymentHarness(() => ({ reply: MISSING }), MERCHANT, unasked as StoredRecord);
    await stage.at(31 * DAY_MS);
    const status = await redPackStatus(stage.deps, CONFIG, lookup, stage.deps.clock.now() + 20_000);
    expect(status).toMatchObject({ err_code: 'NOT_FOUND', outcome: 'open' });
  });
});
