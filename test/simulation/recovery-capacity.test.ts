import { recover } from '../../shared/payment/recover';
import type { PaymentDeps } from '../../shared/payment/run/deps';
import type { StoredRecord } from '../../shared/records/record';
import { X1B_PAID_LIVE, X8_PARKED, X9_NOT_FOUND_LIVE } from '../fixtures/answers';
import { changed, without } from '../unit/support/replies';
import { MERCHANT, record } from '../unit/support/samples';
import { report } from './sim/exhaust';
import { MemoryBudget } from './sim/memory-budget';
import { MemoryPassLease } from './sim/memory-pass-lease';
import { MemoryTable } from './sim/memory-table';
import { World } from './sim/world';

/** How much one recovery pass can do: DynamoDB 5 ms away and WeChat 100 ms, on a virtual clock. */

const PASS_MS = 590_000;
const TABLE_MS = 5;
const WECHAT_MS = 100;

/** Answers about another number are nobody's: each names the order that was asked for. */
function answerOf(xml: string, body: string): string {
  return changed(xml, 'mch_billno', /<mch_billno><!\[CDATA\[(\w+)/.exec(body)?.[1] ?? '');
}

interface Load {
  readonly records: number;
  readonly state: Pick<StoredRecord, 'state' | 'lease_until_ms'>;
  readonly query: string;
  readonly send: string;
}

/** One pass over so many due records. @returns what it counted, and the calls to WeChat */
async function pass({ records, state, query, send }: Load) {
  const world = new World(record().created_at * 1000 + 3_600_000, 10_000_000);
  const table = new MemoryTable(record().miniapp_id);
  for (let number = 0; number < records; number += 1) {
    const id = number.toString(16).padStart(24, '0');
    table.records.set(id, record({ ...state, id, mch_billno: `${id}abcd`, due_at: world.now - 1 }));
  }
  const calls = { query: 0, send: 0 };
  const later = async <T>(ms: number, effect: () => Promise<T>): Promise<T> => {
    await world.sleep(ms);
    return effect();
  };
  const deps: PaymentDeps = {
    table: {
      insert: (one) => later(TABLE_MS, () => table.insert(one)),
      get: (id) => later(TABLE_MS, () => table.get(id)),
      update: (id, guard, changes) => later(TABLE_MS, () => table.update(id, guard, changes)),
      due: (queue, until, beyond) => table.due(queue, until, beyond),
      duePage: () => table.duePage(),
    },
    followUp: false,
    passLease: new MemoryPassLease(),
    budget: new MemoryBudget(),
    merchants: { load: async () => MERCHANT },
    weChatPay: {
      hostCount: 1,
      post: async ({ path, body }) => {
        const isQuery = path.endsWith('gethbinfo');
        calls[isQuery ? 'query' : 'send'] += 1;
        await world.sleep(WECHAT_MS);
        return { kind: 'answered', httpStatus: 200, body: answerOf(isQuery ? query : send, body) };
      },
    },
    clock: { now: () => world.now, awsNow: () => world.now, sleep: (ms) => world.sleep(ms) },
    newToken: () => 'token',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  let counted: Awaited<ReturnType<typeof recover>> | undefined;
  void recover(deps, false, world.now + PASS_MS).then((counts) => {
    counted = counts;
  });
  await world.run(() => counted !== undefined);
  return { counted, calls };
}

test('a pass asks for as many parked records as 20 queries a second make, and no fewer than nine in ten of them', async () => {
  const parked = { state: 'parked', lease_until_ms: 0 } as const;
  const { counted, calls } = await pass({ records: 13_000, state: parked, query: X8_PARKED, send: '' });
  report(`recovery, one pass: ${calls.query} parked records asked for`);
  expect(counted?.parked).toBe(calls.query);
  expect(calls.query).toBeLessThanOrEqual((20 * PASS_MS) / 1000 + 1);
  expect(calls.query).toBeGreaterThanOrEqual(0.9 * ((20 * PASS_MS) / 1000));
});

test('a pass sends as many open records again as 2 a second make, and no fewer than nine in ten of them', async () => {
  const open = { state: 'open', lease_until_ms: 0 } as const;
  const load = {
    records: 1_500,
    state: open,
    query: X9_NOT_FOUND_LIVE,
    send: without(X1B_PAID_LIVE, 'sign'),
  };
  const { counted, calls } = await pass(load);
  report(`recovery, one pass: ${calls.send} open records sent again`);
  expect(counted?.paid).toBe(calls.send);
  expect(calls.send).toBeLessThanOrEqual((2 * PASS_MS) / 1000 + 1);
  expect(calls.send).toBeGreaterThanOrEqual(0.9 * ((2 * PASS_MS) / 1000));
});
