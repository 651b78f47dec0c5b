import { queryOrder } from '../../../shared/payment/run/query-order';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, X9_NOT_FOUND_LIVE, X10_NOT_FOUND_DOCUMENTED } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SENT = answered(found('SENT'));
const FAILED = answered(found('FAILED'));
const SENDING = answered(found('SENDING'));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const MISSING_DOCUMENTED = answered(changed(X10_NOT_FOUND_DOCUMENTED, 'mch_billno', order().mch_billno));
const PARKED = answered(found('SENDING', 1, '<reason>帐号余额不足</reason>'));

/** Not leased: its attempt has released it. */
const FREE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS + 10 * MINUTE_MS });
const PARKED_RECORD: StoredRecord = { ...FREE, state: 'parked', err_code: 'NOTENOUGH', err_code_des: 'x' };

/** When the answer to the query has come. */
const ASKED_MS = CREATED_AT_MS + MINUTE_MS + 10;

async function looking(stored: StoredRecord, reply: Reply): Promise<PaymentHarness> {
  return new PaymentHarness(() => ({ reply }), MERCHANT, stored).at(MINUTE_MS);
}

/** Only recovery says who it is. */
async function run(stage: PaymentHarness, ...recovering: [] | [true]) {
  return queryOrder(stage.deps, stage.stored(), MERCHANT, stage.now + 30_000, ...recovering);
}

/** A query for a stored record, and what is stored then. */
async function queryFor(before: StoredRecord, reply: Reply, ...recovering: [] | [true]) {
  const stage = await looking(before, reply);
  const { record: told, query } = await run(stage, ...recovering);
  const stored = stage.stored();
  expect(stage.calls).toEqual(['query']);
  expect([told.state, told.status]).toEqual([stored.state, stored.status]);
  return { stored, query, stage };
}

describe('a query', () => {
  it('asks the main host, for 10 s at most, leaves a second for recording, and has some time even late', async () => {
    for (const [leftMs, timeoutMs] of [
      [30_000, 10_000],
      [5_000, 4_000],
      [500, 1],
    ] as const) {
      const stage = await looking(FREE, SENT);
      await queryOrder(stage.deps, FREE, MERCHANT, stage.now + leftMs);
      expect(stage.posted).toMatchObject([{ call: 'query', host: 0, timeoutMs }]);
    }
  });

  it('records that WeChat has paid, and takes the record out of the index', async () => {
    const { stored, query } = await queryFor(FREE, SENT);
    expect(stored).toMatchObject({ state: 'paid', status: 'SENT', lease_until_ms: 0 });
    expect(stored.due_at).toBeUndefined();
    expect(query).toMatchObject({ kind: 'paid', status: 'SENT' });
  });

  it.each([
    ['closes', FAILED, 'closed'],
    ['parks', PARKED, 'parked'],
  ] as const)('%s an open record that is not leased', async (_, reply, state) => {
    expect((await queryFor(FREE, reply)).stored).toMatchObject({ state, lease_until_ms: 0 });
  });

  it('keeps that a dead attempt may have sent until the end of its lease', async () => {
    const { stored } = await queryFor({ ...FREE, lease_until_ms: CREATED_AT_MS + 35_000 }, PARKED);
    expect(stored).toMatchObject({ state: 'parked', doubt_at_ms: CREATED_AT_MS + 35_000, lease_until_ms: 0 });
  });

  it('notes only what it saw of a record that is leased: otherwise a second attempt would follow', async () => {
    const leased = { ...FREE, lease_until_ms: CREATED_AT_MS + 2 * MINUTE_MS };
    for (const reply of [FAILED, PARKED]) {
      const { stored } = await queryFor(leased, reply);
      const { status } = stored;
      const atS = (CREATED_AT_MS + MINUTE_MS) / 1000;
      const noted = { status, order_seen_at_ms: ASKED_MS, asked_at: atS, updated_at: atS };
      expect(stored).toEqual({ ...leased, ...noted });
      expect(status).toMatch(/FAILED|SENDING/);
    }
  });

  it('records that a leased record is paid, which nothing can undo', async () => {
    const leased = { ...FREE, lease_until_ms: CREATED_AT_MS + 2 * MINUTE_MS };
    expect((await queryFor(leased, SENT)).stored.state).toBe('paid');
  });

  it.each([
    ['paid', FAILED],
    ['closed', SENT],
  ] as const)(
    'leaves what is %s, notes the status and alarms when WeChat says otherwise',
    async (state, reply) => {
      const before = { ...FREE, state, send_listid: '1', status: 'SENDING' };
      const { stored, stage } = await queryFor(before, reply);
      expect(stored).toMatchObject({ state, send_listid: '1' });
      expect(stored.status).not.toBe('SENDING');
      expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', record().id]]);
    },
  );

  it('opens a parked record that WeChat works on after all', async () => {
    expect((await queryFor(PARKED_RECORD, SENDING)).stored.state).toBe('open');
  });

  it('notes that an order is missing, and since when', async () => {
    const { stored, query } = await queryFor(FREE, MISSING_DOCUMENTED);
    expect(query.kind).toBe('missing');
    expect(stored).toMatchObject({
      state: 'open',
      missing_count: 1,
      missing_since_ms: ASKED_MS,
    });
    expect((await queryFor(FREE, MISSING)).stored).toMatchObject({
      state: 'open',
      not_found_since_ms: ASKED_MS,
    });
  });

  it('does not forget at an answer that tells nothing how often the order was missing', async () => {
    const before = { ...FREE, missing_count: 2, missing_since_ms: CREATED_AT_MS };
    expect((await queryFor(before, LOST)).stored).toEqual(before);
    const parked = { ...before, ...PARKED_RECORD };
    expect((await queryFor(parked, LOST, true)).stored).toMatchObject({ missing_count: 2 });
  });

  it('forgets an older refusal once it has seen the order, even when the record stays as it is', async () => {
    const refused = { refused_at_ms: CREATED_AT_MS, refused_code: 'SEND_FAILED', refused_text: 'x' };
    const { stored } = await queryFor({ ...FREE, ...refused, status: 'SENDING' }, SENDING);
    expect([stored.refused_at_ms, stored.refused_code, stored.refused_text]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect((await queryFor({ ...FREE, ...refused }, MISSING)).stored).toMatchObject(refused);
  });

  it('does not postpone recovery, however often it asks', async () => {
    const { stored } = await queryFor(FREE, SENDING);
    expect(stored).toMatchObject({ status: 'SENDING', due_at: FREE.due_at, due: FREE.due });
  });

  it.each([
    ['an answer that tells nothing', LOST, FREE],
    ['no such order, once more', MISSING, { ...FREE, not_found_since_ms: 1 }],
    ['the status that is on record', SENDING, { ...FREE, status: 'SENDING', order_seen_at_ms: 1 }],
  ])('writes nothing at %s', async (_, reply, before) => {
    const stage = await looking(before, reply);
    stage.breakTable('update');
    expect((await run(stage)).record).toEqual(before);
    expect(stage.said('error')).toEqual([]);
  });

  it('names the record, its number and the answer in a line', async () => {
    const { stage } = await queryFor(FREE, SENT);
    expect(stage.lines).toContainEqual({
      level: 'info',
      message: 'query completed',
      fields: { record_id: FREE.id, mch_billno: FREE.mch_billno, result: 'paid' },
    });
  });
});

describe('recovery’s query for a parked record', () => {
  it('puts the next one a day off, even when nothing new was heard', async () => {
    for (const reply of [LOST, PARKED]) {
      const { stored } = await queryFor(PARKED_RECORD, reply, true);
      expect(stored).toMatchObject({ state: 'parked', due_at: ASKED_MS + DAY_MS });
      expect(stored.updated_at).toBe((CREATED_AT_MS + MINUTE_MS) / 1000);
    }
  });
});

describe('a query', () => {
  it('goes to the host that may have the last request, while that may be under way', async () => {
    const lately = record({ ...FREE, host: 1, doubt_at_ms: CREATED_AT_MS });
    for (const [afterMs, host] of [
      [MINUTE_MS, 1],
      [10 * MINUTE_MS, 0],
    ] as const) {
      const stage = await (await looking(lately, LOST)).at(afterMs);
      await queryOrder(
        { ...stage.deps, weChatPay: { ...stage.deps.weChatPay, hostCount: 2 } },
        lately,
        MERCHANT,
        stage.now + 9_000,
      );
      expect(stage.posted.map((posted) => posted.host)).toEqual([host]);
    }
  });
});

describe('what a query cannot record', () => {
  it('is logged as an error, and WeChat’s answer is passed on beside the record as it was', async () => {
    for (const reply of [SENT, SENDING]) {
      const stage = await looking(FREE, reply);
      stage.breakTable('update');
      const { record: told, query } = await run(stage);
      expect(told).toEqual(FREE);
      expect(query.kind).toBe(reply === SENT ? 'paid' : 'sending');
      expect(stage.lines.filter(({ level }) => level === 'error')).toEqual([
        {
          level: 'error',
          message: 'query result not recorded',
          fields: { record_id: FREE.id, error: 'Error: update failed' },
        },
      ]);
    }
  });

  it('because another attempt took the record over, is left to that attempt', async () => {
    const stage = await looking(FREE, SENT);
    stage.beforeUpdate(() => stage.change({ token: 'theirs', state: 'parked' }));
    expect((await run(stage)).record).toEqual({ ...FREE, token: 'theirs', state: 'parked' });
    expect(stage.said('error')).toEqual([]);
  });

  it('because the record was closed meanwhile, alarms when it is a payment', async () => {
    for (const [reply, alarms] of [
      [SENT, 1],
      [FAILED, 0],
    ] as const) {
      const stage = await looking(FREE, reply);
      stage.beforeUpdate(() => stage.change({ state: 'closed', lease_until_ms: 0 }));
      expect((await run(stage)).record.state).toBe('closed');
      expect(stage.said('error')).toEqual(Array(alarms).fill(['WeChat Pay contradicts the record', FREE.id]));
    }
  });

  it('because there is no record any more, leaves it as it was', async () => {
    const stage = await looking(FREE, SENT);
    stage.beforeUpdate(() => stage.table.records.clear());
    expect((await run(stage)).record).toEqual(FREE);
  });
});
