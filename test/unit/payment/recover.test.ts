import { setImmediate as nextTurn } from 'node:timers/promises';
import { recover } from '../../../shared/payment/recover';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SENT = answered(found('SENT'));
const FAILED = answered(found('FAILED'));
const PARKED = answered(found('SENDING', 1, '<reason>帐号余额不足</reason>'));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const NOTHING = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };

/** Let go of, and due ten minutes after its claim. All have one number, so that one answer fits each. */
const DUE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS + 10 * MINUTE_MS });

/** Due records, so many milliseconds one after the other. */
function several(count: number, changes: Partial<StoredRecord> = {}): StoredRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    ...DUE,
    id: String(n).repeat(24),
    due_at: CREATED_AT_MS + n,
    ...changes,
  }));
}

/** Queries get the replies in turn, the last one stays; a send is lost. An hour has passed since the claim. */
function recovering(queries: readonly Reply[], ...stored: readonly StoredRecord[]): Promise<PaymentHarness> {
  let asked = 0;
  const query = () => queries[Math.min(asked++, queries.length - 1)] ?? LOST;
  const answer = (call: 'send' | 'query') => ({ reply: call === 'query' ? query() : LOST });
  return new PaymentHarness(answer, MERCHANT, ...stored).at(HOUR_MS);
}

function pass(stage: PaymentHarness, { all = false, forMs = 60_000 } = {}) {
  return recover(stage.deps, all, stage.now + forMs);
}

describe('a pass of recovery', () => {
  it('asks for each due record and counts what became of it', async () => {
    const stage = await recovering([SENT, FAILED, PARKED, LOST, SENT], ...several(5));
    const counts = { examined: 5, paid: 2, refused: 1, parked: 1, open: 1 };
    expect(await pass(stage)).toEqual(counts);
    expect(stage.calls).toEqual(Array(5).fill('query'));
    // Several are asked for at the same time: which of them gets which answer is not said.
    const states = [...stage.table.records.values()].map(({ state }) => state);
    expect(states.sort()).toEqual(['closed', 'open', 'paid', 'paid', 'parked']);
    const ages = { open_over_1h: 1, oldest_open_s: expect.any(Number) };
    const fields = { ...counts, ...ages, followed: 0 };
    expect(stage.lines.at(-1)).toEqual({ level: 'info', message: 'recovery completed', fields });
  });

  it('leaves alone what is not due, unless it is told to process all', async () => {
    const later = { ...DUE, due_at: CREATED_AT_MS + HOUR_MS + 1 };
    const stage = await recovering([SENT], later);
    expect(await pass(stage)).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
    expect(await pass(stage, { all: true })).toMatchObject({ examined: 1, paid: 1 });
  });

  it('begins with what is due at this very moment', async () => {
    expect(await pass(await recovering([SENT], { ...DUE, due_at: CREATED_AT_MS + HOUR_MS }))).toMatchObject({
      examined: 1,
    });
  });

  it('told to process all, still leaves alone what is leased and what is at its end', async () => {
    const leased = { ...DUE, lease_until_ms: CREATED_AT_MS + HOUR_MS + 1 };
    const { due: _, due_at: __, ...paid } = { ...DUE, id: 'f'.repeat(24), state: 'paid' as const };
    const stage = await recovering([SENT], leased, paid);
    stage.table.due = async function* () {
      yield* [leased.id, paid.id];
    };
    expect(await pass(stage, { all: true })).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
  });

  it.each<[string, (stage: PaymentHarness) => void]>([
    ['is at its end by now', (stage) => stage.change({ state: 'paid', due: undefined, due_at: undefined })],
    ['is due later by now', (stage) => stage.change({ due_at: CREATED_AT_MS + HOUR_MS + 1 })],
    ['cannot be found', (stage) => stage.table.records.clear()],
  ])('reads again what the index names, for it lags: a record that %s', async (_, happens) => {
    const stage = await recovering([SENT], DUE);
    happens(stage);
    stage.table.due = async function* () {
      yield DUE.id;
    };
    expect(await pass(stage)).toEqual(NOTHING);
    expect([stage.calls, stage.said('error')]).toEqual([[], []]);
  });

  it('queries a record once, however often the index names it', async () => {
    const stage = await recovering([LOST], DUE, ...several(1));
    stage.table.due = async function* () {
      yield* [DUE.id, '0'.repeat(24)];
      // Let go of again: what still keeps it from being asked for is that it was.
      while (stage.stored().token === DUE.token || stage.stored().lease_until_ms > 0) await nextTurn();
      yield DUE.id;
    };
    expect(await pass(stage, { all: true })).toMatchObject({ examined: 2, open: 2 });
    expect(stage.calls).toEqual(['query', 'query']);
  });

  it('asks the index for what is due now or absurdly late, or for all', async () => {
    const stage = await recovering([SENT]);
    const asked: number[][] = [];
    stage.deps.table.due = async function* (_, ...bounds) {
      asked.push(bounds);
      yield* [];
    };
    await pass(stage);
    await pass(stage, { all: true });
    const now = CREATED_AT_MS + HOUR_MS;
    const all = Number.MAX_SAFE_INTEGER;
    expect(asked).toEqual([
      [now, now + 24 * HOUR_MS + 16 * MINUTE_MS],
      [all, all],
    ]);
  });

  it('resumes no record that somebody else took in the meantime', async () => {
    const stage = await recovering([SENT], DUE);
    stage.beforeUpdate(() => stage.change({ token: 'theirs' }));
    expect(await pass(stage)).toEqual(NOTHING);
    expect([stage.calls, stage.said('error')]).toEqual([[], []]);
  });

  it('begins no record with less than 5 s left', async () => {
    const stage = await recovering([SENT], DUE);
    expect(await pass(stage, { forMs: 4_999 })).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
    expect(await pass(stage, { forMs: 5_000 })).toMatchObject({ examined: 1 });
  });

  it('holds the lease of one record for 40 s and its margin at most, however long the pass may go on', async () => {
    const stage = await recovering([SENT], DUE);
    let lease = 0;
    const update = stage.table.update.bind(stage.table);
    stage.table.update = (id, guard, changes) => {
      lease = Math.max(lease, changes.lease_until_ms ?? 0);
      return update(id, guard, changes);
    };
    await pass(stage, { forMs: 590_000 });
    expect(lease).toBe(CREATED_AT_MS + HOUR_MS + 45_000);
  });

  it('goes on after a record that failed, and names it in an error', async () => {
    const stage = await recovering([SENT], ...several(2));
    const get = stage.table.get.bind(stage.table);
    stage.deps.table.get = (id) => (id.startsWith('0') ? Promise.reject(new Error('throttled')) : get(id));
    expect(await pass(stage)).toMatchObject({ examined: 1, paid: 1 });
    expect(stage.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'record not recovered',
        fields: { record_id: '0'.repeat(24), error: 'Error: throttled' },
      },
    ]);
  });
});

describe('what a pass counts', () => {
  it('is what stands on record: an outcome that could not be stored is still open', async () => {
    const stage = await recovering([SENT], DUE);
    const update = stage.table.update.bind(stage.table);
    stage.table.update = async (id, guard, changes) => {
      if (changes.state === 'paid') throw new Error('throttled');
      return update(id, guard, changes);
    };
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, open: 1 });
    expect(stage.said('error')).toEqual([['outcome not recorded', DUE.id]]);
  });

  it('is what another attempt has made of the record meanwhile', async () => {
    const stage = await recovering([SENT], DUE);
    const update = stage.table.update.bind(stage.table);
    stage.table.update = async (id, guard, changes) => {
      if (changes.state === 'paid') stage.change({ token: 'theirs', state: 'parked' });
      return update(id, guard, changes);
    };
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, parked: 1 });
  });
});

describe('an account', () => {
  const OTHER = { official_account_id: 'wxother' };

  it('whose secret cannot be had is skipped, with one error, and stops no other', async () => {
    const [a, b] = several(2, OTHER);
    const stage = await recovering([SENT], ...[a, b, DUE].filter((one) => one !== undefined));
    stage.load = ({ official_account_id }) => {
      if (official_account_id === 'wxother') throw new Error('no secret');
      return MERCHANT;
    };
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 3, paid: 1, open: 2 });
    expect(stage.calls).toEqual(['query']);
    expect(stage.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'account skipped',
        fields: { account: 'wxother/weixin_tenpay', error: 'Error: no secret' },
      },
    ]);
  });

  it('has its secret loaded once in a pass', async () => {
    const stage = await recovering([SENT], ...several(3), { ...DUE, ...OTHER });
    await pass(stage);
    expect(stage.loaded).toEqual(['wx8888888888888888/weixin_tenpay', 'wxother/weixin_tenpay']);
  });

  it.each([
    ['cannot be had', DUE],
    ['names another merchant', { ...DUE, mch_id: '2' }],
  ])(
    'whose secret %s has its records put off, so that they do not stand before the others',
    async (what, stored) => {
      const stage = await recovering([SENT], stored);
      if (what === 'cannot be had') stage.load = () => Promise.reject(new Error('no secret')) as never;
      await pass(stage);
      expect(stage.stored()).toEqual({ ...stored, due_at: stage.now + HOUR_MS });
      expect(await pass(stage)).toEqual(NOTHING);
    },
  );

  it('whose secret cannot be had still alarms of what is open after 29 days', async () => {
    const stage = await (await recovering([SENT], DUE)).at(29 * 24 * HOUR_MS);
    stage.load = () => {
      throw new Error('no secret');
    };
    await pass(stage);
    expect(stage.said('error')).toContainEqual([expect.stringContaining('unresolved'), DUE.id]);
    expect(stage.stored()).toMatchObject({ unresolved_at_ms: stage.now });
  });

  it('that has become another merchant is neither asked nor sent for, and alarms', async () => {
    const stage = await recovering([SENT], { ...DUE, mch_id: '2' });
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, open: 1 });
    expect(stage.calls).toEqual([]);
    expect(stage.said('error')).toEqual([[expect.stringContaining('another merchant'), DUE.id]]);
  });
});

describe('a parked record', () => {
  it('is only asked for, and due again a day later', async () => {
    const stage = await recovering([PARKED], { ...DUE, state: 'parked', err_code: 'NOTENOUGH' });
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, parked: 1 });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored()).toMatchObject({ state: 'parked', due_at: stage.now + 24 * HOUR_MS });
  });

  it('is not sent again even when WeChat knows nothing of it, for nobody has fixed the cause', async () => {
    const stage = await recovering([MISSING], { ...DUE, state: 'parked', err_code: 'NOTENOUGH' });
    expect(await pass(stage)).toMatchObject({ parked: 1 });
    expect(stage.calls).toEqual(['query']);
  });
});

test('a missing order is not sent twice within ten minutes', async () => {
  const stage = await recovering([MISSING], { ...DUE, sent_at_ms: CREATED_AT_MS });
  await pass(stage);
  expect(stage.calls).toEqual(['query', 'send', 'query']);
  expect(stage.stored().due_at).toBeGreaterThan(stage.now + 10 * MINUTE_MS);
});
