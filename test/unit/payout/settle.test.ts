import { settle } from '../../../shared/payout/settle';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/transport';
import { found, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PayoutStage } from '../support/payout-stage';
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
function settling(queries: readonly Reply[], ...stored: readonly StoredRecord[]): Promise<PayoutStage> {
  let asked = 0;
  const query = () => queries[Math.min(asked++, queries.length - 1)] ?? LOST;
  const answer = (call: 'send' | 'query') => ({ reply: call === 'query' ? query() : LOST });
  return new PayoutStage(answer, MERCHANT, ...stored).at(HOUR_MS);
}

function pass(stage: PayoutStage, { all = false, forMs = 60_000 } = {}) {
  return settle(stage.ports, all, stage.now + forMs);
}

describe('a pass of settling', () => {
  it('asks for each due record and counts what became of it', async () => {
    const stage = await settling([SENT, FAILED, PARKED, LOST, SENT], ...several(5));
    const counts = { examined: 5, paid: 2, refused: 1, parked: 1, open: 1 };
    expect(await pass(stage)).toEqual(counts);
    expect(stage.calls).toEqual(Array(5).fill('query'));
    const states = [...stage.table.records.values()].map(({ state }) => state);
    expect(states).toEqual(['paid', 'closed', 'parked', 'open', 'paid']);
    expect(stage.lines.at(-1)).toEqual({ level: 'info', message: 'settled', fields: counts });
  });

  it('leaves alone what is not due, unless it is told to look at all', async () => {
    const later = { ...DUE, due_at: CREATED_AT_MS + HOUR_MS + 1 };
    const stage = await settling([SENT], later);
    expect(await pass(stage)).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
    expect(await pass(stage, { all: true })).toMatchObject({ examined: 1, paid: 1 });
  });

  it('begins with what is due at this very moment', async () => {
    expect(await pass(await settling([SENT], { ...DUE, due_at: CREATED_AT_MS + HOUR_MS }))).toMatchObject({
      examined: 1,
    });
  });

  it('told to look at all, still leaves alone what is driven and what is at its end', async () => {
    const driven = { ...DUE, lease_until_ms: CREATED_AT_MS + HOUR_MS + 1 };
    const { due: _, due_at: __, ...paid } = { ...DUE, id: 'f'.repeat(24), state: 'paid' as const };
    const stage = await settling([SENT], driven, paid);
    stage.table.due = async function* () {
      yield* [driven.id, paid.id];
    };
    expect(await pass(stage, { all: true })).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
  });

  it.each<[string, (stage: PayoutStage) => void]>([
    ['is at its end by now', (stage) => stage.change({ state: 'paid', due: undefined, due_at: undefined })],
    ['is due later by now', (stage) => stage.change({ due_at: CREATED_AT_MS + HOUR_MS + 1 })],
    ['cannot be found', (stage) => stage.table.records.clear()],
  ])('reads anew what the index names, for it lags: a record that %s', async (_, happens) => {
    const stage = await settling([SENT], DUE);
    happens(stage);
    stage.table.due = async function* () {
      yield DUE.id;
    };
    expect(await pass(stage)).toEqual(NOTHING);
    expect([stage.calls, stage.said('error')]).toEqual([[], []]);
  });

  it('looks at a record once, however often the index names it', async () => {
    const stage = await settling([LOST], DUE, ...several(1));
    stage.table.due = async function* () {
      yield* [DUE.id, '0'.repeat(24), DUE.id];
    };
    expect(await pass(stage, { all: true })).toMatchObject({ examined: 2, open: 2 });
    expect(stage.calls).toEqual(['query', 'query']);
  });

  it('asks the index for what is due now, or for all', async () => {
    const stage = await settling([SENT]);
    const until: number[] = [];
    stage.ports.table.due = async function* (ms) {
      until.push(ms);
      yield* [];
    };
    await pass(stage);
    await pass(stage, { all: true });
    expect(until).toEqual([CREATED_AT_MS + HOUR_MS, Number.MAX_SAFE_INTEGER]);
  });

  it('drives no record that somebody else took in the meantime', async () => {
    const stage = await settling([SENT], DUE);
    stage.beforeUpdate(() => stage.change({ token: 'theirs' }));
    expect(await pass(stage)).toEqual(NOTHING);
    expect([stage.calls, stage.said('error')]).toEqual([[], []]);
  });

  it('begins no record with less than 5 s left', async () => {
    const one = await settling([SENT], DUE);
    expect(await pass(one, { forMs: 4_999 })).toEqual(NOTHING);
    expect(one.calls).toEqual([]);
    expect(await pass(one, { forMs: 5_000 })).toMatchObject({ examined: 1 });
    const another = await settling([SENT], ...several(3));
    // Each takes as long as WeChat does, 10 ms here.
    expect(await pass(another, { forMs: 5_015 })).toMatchObject({ examined: 2 });
  });

  it('sends at most twice a second, and asks as fast as WeChat answers', async () => {
    const stage = await settling([MISSING], ...several(3));
    await pass(stage);
    const times = (what: string) =>
      stage.posted.filter(({ call }) => call === what).map(({ atMs }) => atMs - CREATED_AT_MS - HOUR_MS);
    const [first = 0, second = 0, third = 0] = times('send');
    expect(second - first).toBeGreaterThanOrEqual(500);
    expect(third - second).toBeGreaterThanOrEqual(500);
    const asking = await settling([LOST], ...several(3));
    await pass(asking);
    expect(asking.posted.map(({ atMs }) => atMs - CREATED_AT_MS - HOUR_MS)).toEqual([0, 10, 20]);
  });

  it('keeps its pace between sends that are paid at once, also when a record that is only asked for comes between', async () => {
    const queries = [MISSING, SENT, MISSING];
    const answer = (call: 'send' | 'query') => ({
      reply: call === 'send' ? answered(X1B_PAID_LIVE) : (queries.shift() ?? LOST),
    });
    const stage = await new PayoutStage(answer, MERCHANT, ...several(3)).at(HOUR_MS);
    expect(await pass(stage)).toMatchObject({ examined: 3, paid: 3 });
    expect(stage.calls).toEqual(['query', 'send', 'query', 'query', 'send']);
    // Each record is settled in 20 ms: nothing but the pace keeps the sends apart.
    const [first = 0, second = 0] = stage.posted
      .filter(({ call }) => call === 'send')
      .map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(500);
  });

  it('holds the lease of one record for half a minute at most, however long the pass may go on', async () => {
    const stage = await settling([SENT], DUE);
    let lease = 0;
    const update = stage.table.update.bind(stage.table);
    stage.table.update = (id, guard, changes) => {
      lease = Math.max(lease, changes.lease_until_ms ?? 0);
      return update(id, guard, changes);
    };
    await pass(stage, { forMs: 590_000 });
    expect(lease).toBe(CREATED_AT_MS + HOUR_MS + 35_000);
  });

  it('goes on after a record that failed, and names it in an error', async () => {
    const stage = await settling([SENT], ...several(2));
    const get = stage.table.get.bind(stage.table);
    stage.ports.table.get = (id) => (id.startsWith('0') ? Promise.reject(new Error('throttled')) : get(id));
    expect(await pass(stage)).toMatchObject({ examined: 1, paid: 1 });
    expect(stage.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'record not settled',
        fields: { record_id: '0'.repeat(24), error: 'Error: throttled' },
      },
    ]);
  });
});

describe('an account', () => {
  const OTHER = { official_account_id: 'wxother' };

  it('whose secret cannot be had is skipped, with one error, and stops no other', async () => {
    const [a, b] = several(2, OTHER);
    const stage = await settling([SENT], ...[a, b, DUE].filter((one) => one !== undefined));
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
    const stage = await settling([SENT], ...several(3), { ...DUE, ...OTHER });
    await pass(stage);
    expect(stage.loaded).toEqual(['wx8888888888888888/weixin_tenpay', 'wxother/weixin_tenpay']);
  });

  it.each([
    ['cannot be had', DUE],
    ['names another merchant', { ...DUE, mch_id: '2' }],
  ])(
    'whose secret %s has its records put off, so that they do not stand before the others',
    async (what, stored) => {
      const stage = await settling([SENT], stored);
      if (what === 'cannot be had') stage.load = () => Promise.reject(new Error('no secret')) as never;
      await pass(stage);
      expect(stage.stored()).toEqual({ ...stored, due_at: stage.now + HOUR_MS });
      expect(await pass(stage)).toEqual(NOTHING);
    },
  );

  it('whose secret cannot be had still alarms of what is open after 29 days', async () => {
    const stage = await (await settling([SENT], DUE)).at(29 * 24 * HOUR_MS);
    stage.load = () => {
      throw new Error('no secret');
    };
    await pass(stage);
    expect(stage.said('error')).toContainEqual([expect.stringContaining('unresolved'), DUE.id]);
    expect(stage.stored()).toMatchObject({ unresolved_at_ms: stage.now });
  });

  it('that has become another merchant is neither asked nor sent for, and alarms', async () => {
    const stage = await settling([SENT], { ...DUE, mch_id: '2' });
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, open: 1 });
    expect(stage.calls).toEqual([]);
    expect(stage.said('error')).toEqual([[expect.stringContaining('another merchant'), DUE.id]]);
  });
});

describe('a parked record', () => {
  it('is only asked for, and due again a day later', async () => {
    const stage = await settling([PARKED], { ...DUE, state: 'parked', err_code: 'NOTENOUGH' });
    expect(await pass(stage)).toEqual({ ...NOTHING, examined: 1, parked: 1 });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored()).toMatchObject({ state: 'parked', due_at: stage.now + 24 * HOUR_MS });
  });

  it('is not sent again even when WeChat knows nothing of it, for nobody has mended the cause', async () => {
    const stage = await settling([MISSING], { ...DUE, state: 'parked', err_code: 'NOTENOUGH' });
    expect(await pass(stage)).toMatchObject({ parked: 1 });
    expect(stage.calls).toEqual(['query']);
  });
});

test('a missing order is not settled twice within ten minutes', async () => {
  const stage = await settling([MISSING], { ...DUE, sent_at_ms: CREATED_AT_MS });
  await pass(stage);
  expect(stage.calls).toEqual(['query', 'send', 'query']);
  expect(stage.stored().due_at).toBeGreaterThan(stage.now + 10 * MINUTE_MS);
});
