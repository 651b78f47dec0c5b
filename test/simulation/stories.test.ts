import { orderNumber } from '../../shared/wechat-pay/order-number';
import type { FaultKind } from './sim/faults';
import { type Action, type History, play } from './sim/history';
import { CONFIG, KEY, PARAMS } from './sim/intent';
import { Simulation } from './sim/simulation';

/** What singles and pairs of faults in one morning do not come to: old numbers, other hosts, a WeChat that errs. */

const HOUR_MS = 3_600_000;

/** What may befall a send that leaves its outcome unknown, and a query that then tells nothing. */
const LOST: readonly FaultKind[] = ['late', 'hang-after', 'hang-before', 'fail-after', 'bad-bytes'];
const SILENT: readonly FaultKind[] = ['throttled', 'bad-bytes', 'hang-before', 'fail-before', 'key-ahead'];

async function violationsOf(history: Omit<History, 'replay'>): Promise<readonly string[]> {
  return (await play({ ...history, replay: 'SUCCESS' })).violations;
}

/** What stands on record of the one intent. */
function onRecord(sim: Simulation) {
  return [...sim.table.records.values()];
}

test.each([25, 30, 71])('recovery only queries a number that is %d hours old', async (hours) => {
  const actions = [
    { do: 'send', afterMs: 0 },
    { do: 'recover', afterMs: hours * HOUR_MS },
    { do: 'recover', afterMs: 7 * HOUR_MS },
  ] as const;
  expect(await violationsOf({ truth: 'SYSTEMERROR', actions, faults: [] })).toEqual([]);
});

test.each(['NOTENOUGH', 'SYSTEMERROR'] as const)(
  'a repeat after 73 hours only asks for a number that was answered %s',
  async (truth) => {
    const actions = [
      { do: 'send', afterMs: 0 },
      { do: 'send', afterMs: 73 * HOUR_MS },
    ] as const;
    expect(await violationsOf({ truth, actions, faults: [] })).toEqual([]);
  },
);

test.each(['SYSTEMERROR', 'PROCESSING'] as const)(
  'an invocation that is answered %s again and again stops sending',
  async (truth) => {
    const actions = [{ do: 'send', afterMs: 0 }] as const;
    expect(await violationsOf({ truth, actions, faults: [] })).toEqual([]);
  },
);

test('a process that stands still until its time is nearly over sends nothing more', async () => {
  const faults: History['faults'] = [
    [2, 'freeze'],
    [3, 'hang-before'],
  ];
  for (const late of [4, 5, 6, 7, 8]) {
    const actions = [{ do: 'send', afterMs: 0 }] as const;
    expect(
      await violationsOf({ truth: 'SYSTEMERROR', actions, faults: [...faults, [late, 'freeze']] }),
    ).toEqual([]);
  }
});

test.each(LOST)(
  'with two hosts, a number whose first request was met by %s never goes to the other one',
  async (kind) => {
    const story = {
      truth: 'pays',
      replay: 'SUCCESS',
      hosts: 2,
      actions: [{ do: 'send', afterMs: 0 }],
    } as const;
    const { sites } = await play({ ...story, faults: [] });
    const first = [sites.indexOf('wechat-send'), kind] as const;
    const rest = [1, 2, 3, 4].map((after) => [first[0] + after, 'unsent'] as const);
    for (const then of [rest, rest.slice(1), rest.slice(0, 1)])
      expect((await play({ ...story, faults: [first, ...then] })).violations).toEqual([]);
  },
);

test.each(LOST.flatMap((lost) => SILENT.map((silent) => [lost, silent] as const)))(
  'a send that was met by %s and a query that was met by %s: answered, and not sent again',
  async (lost, silent) => {
    const story = { truth: 'pays', actions: [{ do: 'send', afterMs: 0 }] } as const;
    const { sites } = await play({ ...story, replay: 'SUCCESS', faults: [] });
    const sent = sites.indexOf('wechat-send');
    const faults = [[sent, lost] as const, [sent + 1, silent] as const];
    expect(await violationsOf({ ...story, faults })).toEqual([]);
    const sim = new Simulation();
    for (const [number, kind] of faults) sim.effects.faults.set(number, kind);
    expect((await sim.ended(sim.send())).how).toBe('answered');
  },
);

describe.each([1, 6, 9])('a request that comes in 9.5 minutes, and a repeat after %d', (minutes) => {
  test.each(['PARAM_ERROR', 'MONEY_LIMIT', 'NOTENOUGH', 'SYSTEMERROR'] as const)(
    'is paid and recorded so, whatever its resend was told: %s',
    async (truth) => {
      const actions = [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: minutes * 60_000 },
      ] as const;
      expect(await violationsOf({ truth, later: 'pays', actions, faults: [[2, 'late']] })).toEqual([]);
    },
  );
});

test.each<[string, Action['do'], [number, FaultKind][]]>([
  ['of its own attempt', 'send', []],
  ['whose attempt died after the send, and which a status query saw parked', 'status', [[4, 'die-after']]],
])(
  'a request that comes between the query and the resend of a parked number, %s, is not called refused',
  async (_, between, died) => {
    const actions: readonly Action[] = [
      { do: 'send', afterMs: 0 },
      { do: between, afterMs: 60_000 },
      { do: 'send', afterMs: 503_000 },
    ];
    const story = { truth: 'NOTENOUGH', later: 'pays', replay: 'SEND_FAILED', actions } as const;
    const faults: History['faults'] = [[2, 'late'], ...died];
    const { sites } = await play({ ...story, faults });
    const resent = sites.lastIndexOf('wechat-send');
    expect((await play({ ...story, faults: [...faults, [resent, 'freeze']] })).violations).toEqual([]);
  },
);

test('a status query leaves an attempt its lease, dead or not', async () => {
  const actions = [
    { do: 'send', afterMs: 0 },
    { do: 'status', afterMs: 1_000 },
  ] as const;
  expect(await violationsOf({ truth: 'NOTENOUGH', actions, faults: [[2, 'die-after']] })).toEqual([]);
});

test('a repeat takes over from an attempt that died, once its lease is over', async () => {
  const sim = new Simulation();
  sim.effects.faults.set(2, 'die-after');
  expect((await sim.ended(sim.send())).how).toBe('died');
  await sim.world.pass(60_000);
  expect(await sim.ended(sim.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
});

test.each([1_000, 60_000, 19 * 60_000])(
  'what WeChat is processing, and does not show yet, is not sent again %d ms later',
  async (afterMs) => {
    const actions = [
      { do: 'send', afterMs: 0 },
      { do: 'send', afterMs },
    ] as const;
    const { sites } = await play({ truth: 'PROCESSING', replay: 'SUCCESS', actions, faults: [] });
    const faults = [[sites.lastIndexOf('wechat-query'), 'unseen'] as const];
    expect(await violationsOf({ truth: 'PROCESSING', actions, faults })).toEqual([]);
  },
);

test('what was refused for its key, and is being processed with the new one, is open', async () => {
  const sim = new Simulation();
  sim.weChat.truth = 'PROCESSING';
  sim.effects.faults.set(1, 'rotate-key');
  expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'open' } });
});

test('what was parked, and WeChat is sending again, is open', async () => {
  const sim = new Simulation();
  sim.weChat.truth = 'NOTENOUGH';
  expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'retry' } });
  for (const order of sim.weChat.orders.values()) Object.assign(order, { state: 'processing' });
  await sim.ended(sim.status());
  expect(onRecord(sim)).toMatchObject([{ state: 'open' }]);
});

test('a secret that names another merchant is not taken in place of the doubted one', async () => {
  const actions = [{ do: 'send', afterMs: 0 }] as const;
  const faults = [[2, 'key-ahead'] as const, [3, 'other-merchant'] as const];
  expect(await violationsOf({ truth: 'pays', actions, faults })).toEqual([]);
});

test.each<[string, object, ...FaultKind[]]>([
  ['amount', { total_amount: '999' }],
  // FATAL_ERROR would have told; then the amount alone does.
  ['amount, which no answer spoke of', { total_amount: '999' }, 'bad-bytes'],
  ['recipient', { re_openid: 'oSomebodyElse000000000000001' }],
])('an order of another %s under our number is never taken for our payment', async (_, others, ...faults) => {
  const sim = new Simulation();
  for (const kind of faults) sim.effects.faults.set(2, kind);
  const { mch_billno } = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, KEY);
  const ours = { mch_id: '1900000109', re_openid: PARAMS.re_openid, total_amount: `${PARAMS.total_fen}` };
  const foreign = { mch_billno, ...ours, ...others };
  sim.weChat.orders.set(`1900000109/${mch_billno}`, {
    ...foreign,
    madeAtMs: sim.world.now,
    state: 'paid',
    reason: '',
  });
  expect(await sim.ended(sim.send())).toMatchObject({ how: 'answered', data: { outcome: 'open' } });
  await sim.world.pass(HOUR_MS);
  await sim.ended(sim.recover());
  await sim.ended(sim.status());
  expect(onRecord(sim)).toMatchObject([{ state: 'open' }]);
  expect(onRecord(sim)[0]).not.toHaveProperty('status');
});

test.each<[string, (sim: Simulation) => Promise<unknown>]>([
  ['status query', (sim) => sim.ended(sim.status())],
  ['recovery pass', (sim) => sim.ended(sim.recover())],
  ['repeat', (sim) => sim.ended(sim.send())],
])('what was paid stays paid when WeChat calls it failed at a later %s', async (_, later) => {
  const sim = new Simulation();
  await sim.ended(sim.send());
  for (const order of sim.weChat.orders.values()) Object.assign(order, { state: 'failed', reason: 'x' });
  await sim.world.pass(HOUR_MS);
  await later(sim);
  expect(onRecord(sim)).toMatchObject([{ state: 'paid' }]);
  expect(await sim.ended(sim.send())).toMatchObject({ how: 'answered', data: { return_code: 'SUCCESS' } });
});

test('a write that the SDK repeated against itself holds nobody up', async () => {
  for (const repeated of [0, 1, 2, 3, 4]) {
    const sim = new Simulation();
    sim.weChat.truth = 'NOTENOUGH';
    await sim.ended(sim.send());
    sim.weChat.truth = 'pays';
    const undisturbed = sim.effects.sites.length;
    sim.effects.faults.set(undisturbed + repeated, 'repeated');
    expect(await sim.ended(sim.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
    const other = new Simulation();
    other.effects.faults.set(repeated, 'repeated');
    expect(await other.ended(other.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
  }
});
