/** The ledger's own parts, and money's law: what leaves the balance is what was paid. */
import fc from 'fast-check';
import { attempt, send } from '../../scripts/sandbox/calls/send';
import { catchUp, type World } from '../../scripts/sandbox/calls/world';
import { SandboxClock } from '../../scripts/sandbox/clock';
import { DueQueue } from '../../scripts/sandbox/ledger/due-queue';
import { Ledger } from '../../scripts/sandbox/ledger/ledger';
import { splitShares } from '../../scripts/sandbox/ledger/shares';
import {
  changeSettings,
  openPacket,
  refundPacket,
  setClock,
  topUp,
} from '../../scripts/sandbox/server/steering';
import { API_KEY, APPID, DAY_MS, groupFields, MCH_ID, normalFields } from './harness';

it('due things come out in time’s order, equal times as they were put in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, nowMs) => {
      const queue = new DueQueue<number>();
      for (const [index, atMs] of times.entries()) queue.add(atMs, index);
      const taken: number[] = [];
      for (let next = queue.takeDue(nowMs); next; next = queue.takeDue(nowMs)) taken.push(next.what);
      const due = times.map((atMs, index) => ({ atMs, index })).filter(({ atMs }) => atMs <= nowMs);
      const inOrder = due.toSorted((a, b) => a.atMs - b.atMs || a.index - b.index);
      expect(taken).toEqual(inOrder.map(({ index }) => index));
    }),
  );
});

it('shares of a group add up, are at least a fen, and are the same every time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 20 }),
      fc.integer({ min: 20, max: 100_000 }),
      fc.string(),
      (parts, totalFen, seed) => {
        const shares = splitShares(totalFen, parts, seed);
        expect(shares).toHaveLength(parts);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(totalFen);
        expect(splitShares(totalFen, parts, seed)).toEqual(shares);
      },
    ),
  );
});

const START_FEN = 1500;

function makeWorld(): World {
  const ledger = new Ledger();
  const clock = new SandboxClock({ atMs: 0, realMs: 0, speed: 0 }, () => 0);
  const certificates = null;
  ledger.commit({
    put: 'account',
    value: { mchId: MCH_ID, apiKey: API_KEY, certificates, appids: [APPID], balanceFen: START_FEN },
  });
  const world = { ledger, clock, realNowMs: () => 0, sendTimes: new Map() };
  changeSettings(world, { sendingMs: 5, userDailyCount: 3 });
  return world;
}

/** An admin call that does not fit the present state is refused with an error, which may happen here and breaks nothing. */
function leniently(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ name: 'AdminInputError' });
  }
}

const number = fc.integer({ min: 1, max: 4 }).map(String);
const step = fc.oneof(
  fc.record({
    do: fc.constant('send' as const),
    mch_billno: number,
    total_amount: fc.constantFrom('100', '500'),
  }),
  fc.record({ do: fc.constant('group' as const), mch_billno: number }),
  fc.record({
    do: fc.constant('hold' as const),
    mch_billno: number,
    ending: fc.constantFrom('paid' as const, 'failed' as const),
  }),
  fc.record({
    do: fc.constantFrom('open' as const, 'share' as const, 'refund' as const),
    mch_billno: number,
  }),
  fc.record({ do: fc.constant('advance' as const), advanceMs: fc.constantFrom(1, DAY_MS / 2, DAY_MS) }),
  fc.record({ do: fc.constant('top-up' as const), amountFen: fc.integer({ min: 1, max: 500 }) }),
);

function take(world: World, todo: typeof step extends fc.Arbitrary<infer T> ? T : never, nth: number): void {
  const nowMs = world.clock.nowMs();
  const fields = (change: Record<string, string>): Map<string, string> =>
    new Map(Object.entries(normalFields(change)));
  switch (todo.do) {
    case 'send':
      send(
        world.ledger,
        'sendredpack',
        fields({ mch_billno: todo.mch_billno, total_amount: todo.total_amount }),
        nowMs,
      );
      break;
    case 'group':
      send(
        world.ledger,
        'sendgroupredpack',
        new Map(Object.entries(groupFields({ mch_billno: todo.mch_billno }))),
        nowMs,
      );
      break;
    case 'hold':
      send(world.ledger, 'sendredpack', fields({ mch_billno: todo.mch_billno }), nowMs, {
        forMs: DAY_MS,
        ending: todo.ending,
      });
      break;
    case 'open':
      leniently(() => openPacket(world, { mchId: MCH_ID, mch_billno: todo.mch_billno }));
      break;
    case 'share':
      leniently(() =>
        openPacket(world, { mchId: MCH_ID, mch_billno: todo.mch_billno, openid: `oTaker${nth}` }),
      );
      break;
    case 'refund':
      leniently(() =>
        refundPacket(world, { mchId: MCH_ID, mch_billno: todo.mch_billno, complete: nth % 2 === 0 }),
      );
      break;
    case 'advance':
      setClock(world, todo);
      break;
    case 'top-up':
      topUp(world, { mchId: MCH_ID, amountFen: todo.amountFen });
      break;
  }
}

it('whatever happens, no number is paid twice, no balance goes below zero and every fen is accounted for', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = makeWorld();
      for (const [nth, todo] of steps.entries()) take(world, todo, nth);
      catchUp(world);
      const { accounts, movements, orders } = world.ledger;
      const sum = (kind: string): number =>
        movements
          .filter((movement) => movement.kind === kind)
          .reduce((fen, { amountFen }) => fen + amountFen, 0);
      const balanceFen = accounts.get(MCH_ID)?.balanceFen ?? Number.NaN;
      expect(balanceFen).toBe(START_FEN + sum('top-up') + sum('refund') - sum('payment'));
      expect(balanceFen).toBeGreaterThanOrEqual(0);
      const paid = movements.filter(({ kind }) => kind === 'payment').map(({ mch_billno }) => mch_billno);
      expect(new Set(paid).size).toBe(paid.length);
      const paidOrders = [...orders.values()].filter(({ paidAtMs }) => paidAtMs !== null);
      expect(new Set(paidOrders.map(({ mch_billno }) => mch_billno))).toEqual(new Set(paid));
    }),
    { numRuns: 300 },
  );
});

it('a paid order cannot be paid by the ledger again', () => {
  const world = makeWorld();
  send(world.ledger, 'sendredpack', new Map(Object.entries(normalFields({ mch_billno: '1' }))), 0);
  const order = world.ledger.order(MCH_ID, '1');
  if (!order) throw new Error('the order is missing');
  expect(() => attempt(world.ledger, order, 1)).toThrow('is paid already');
});
