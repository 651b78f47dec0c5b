import fc from 'fast-check';
import { FAULT_KINDS } from './faults';
import type { Action, History } from './history';
import { PARAMS } from './intent';
import { REPLAYS, TRUTHS } from './memory-wechat';

/** `npm test` plays the same histories everywhere: what passes here passes there. */
const GATE_SEED = 20_261_127;

/**
 * From where chance starts; printed, so that a failure can be played again. Who asks for a number of histories, as the
 * soak does, explores: it starts elsewhere each time.
 */
export const SEED = Number(
  process.env.SEED ?? (process.env.HISTORIES === undefined ? GATE_SEED : Date.now() % 2 ** 31),
);

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

const wait = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 * SECOND_MS }) },
  { weight: 3, arbitrary: fc.integer({ min: 60 * SECOND_MS, max: HOUR_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: HOUR_MS, max: 100 * HOUR_MS }) },
);

/** Schedules stop, secrets stay unusable: now and then nobody does anything for most of WeChat's 30 days, or longer. */
const longWait = fc.oneof(
  { weight: 12, arbitrary: wait },
  { weight: 1, arbitrary: fc.integer({ min: 100 * HOUR_MS, max: 40 * 24 * HOUR_MS }) },
);

/** Off by a day or a year, either way. */
const wrongClock = fc.constantFrom(...[1, 2, 365, -1, -2, -365].map((days) => days * 24 * HOUR_MS));

const action: fc.Arbitrary<Action> = fc.record({
  do: fc.oneof(
    { weight: 10, arbitrary: fc.constant('send' as const) },
    { weight: 6, arbitrary: fc.constant('recover' as const) },
    { weight: 2, arbitrary: fc.constant('status' as const) },
    { weight: 1, arbitrary: fc.constantFrom('resolve', 'restore', 'stranger') },
  ),
  afterMs: longWait,
  // Clocks in one region agree within milliseconds; half a second is far beyond that. AWS tells who is off by more.
  skewMs: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -SECOND_MS / 2, max: SECOND_MS / 2 }) },
    { weight: 1, arbitrary: wrongClock },
  ),
  to: fc.nat({ max: 7 }),
});

/** The first claim may be made by a clock that jumped ahead unnoticed: all who come later have to live with it. */
const first: fc.Arbitrary<Action> = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: wrongClock }),
    fc.boolean(),
  )
  .map(([skewMs, isUnaware]) => ({ do: 'send', afterMs: 0, skewMs, isUnaware: isUnaware && skewMs > 0 }));

/** Most stories end within a dozen effects; those that do not are met further on too. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 12 }) },
  { weight: 2, arbitrary: fc.nat({ max: 30 }) },
  { weight: 1, arbitrary: fc.nat({ max: 60 }) },
);

/** A whole story at random: up to seven more invocations, up to six faults among the first sixty effects. */
export const history: fc.Arbitrary<History> = fc
  .record({
    truth: fc.constantFrom(...TRUTHS),
    later: fc.option(fc.constantFrom(...TRUTHS), { nil: undefined }),
    replay: fc.constantFrom(...REPLAYS),
    notFoundStyle: fc.constantFrom('live' as const, 'live' as const, 'documented' as const),
    hosts: fc.constantFrom(1, 2),
    // One intent fits, or many do.
    dailyBudgetFen: fc.option(fc.constantFrom(PARAMS.total_fen, 100 * PARAMS.total_fen), { nil: undefined }),
    queryBeforeSend: fc.boolean(),
    followUp: fc.boolean(),
    forgetsAfterDays: fc.constantFrom(1, 3, undefined),
    recipients: fc.constantFrom('none' as const, 'none' as const, 'ours' as const, 'other-appid' as const),
    actions: fc.tuple(first, fc.array(action, { maxLength: 7 })).map(([send, actions]) => [send, ...actions]),
    faults: fc.array(fc.tuple(step, fc.constantFrom(...FAULT_KINDS)), { maxLength: 6 }),
  })
  .map(withinThePromise);

/** Less than WeChat's queries reach back, whatever the number of actions. */
const SHORT_WAIT_MS = 80 * HOUR_MS;
/** A table is not restored within minutes. */
const RESTORE_MS = HOUR_MS;

function withinThePromise(story: History): History {
  const hasWrongClock = story.actions.some(({ skewMs = 0, isUnaware }) => isUnaware && skewMs > HOUR_MS);
  const isRestored = story.actions.some((one) => one.do === 'restore');
  if (!hasWrongClock && !isRestored) return story;
  // How old a claim "in the future" is, nobody knows before a right clock has met it.
  const actions = story.actions.map((one) => ({ ...one, afterMs: Math.min(one.afterMs, SHORT_WAIT_MS) }));
  // Nor does a host that lives ahead see the leases of others: beside it, only WeChat keeps a number from being paid twice.
  const faults = story.faults.filter(([, kind]) => !hasWrongClock || kind !== 'duplicate');
  return isRestored ? restored({ ...story, actions, faults }) : { ...story, actions, faults };
}

/**
 * What is promised of a restored table: every key is repeated, within 29 days of its payment, and either new claims
 * ask first or WeChat remembers the number. The account must still be the same merchant: what pinned another one is
 * lost. A budget's counter is restored too, and counts what it counted then.
 */
function restored(story: History): History {
  const afterMs = ({ do: what, afterMs: ms }: Action) => (what === 'restore' ? Math.max(ms, RESTORE_MS) : ms);
  const actions = story.actions.map((one) => ({ ...one, afterMs: afterMs(one) }));
  const forgetsAfterDays = story.queryBeforeSend ? story.forgetsAfterDays : undefined;
  const faults = story.faults.filter(([, kind]) => kind !== 'other-merchant' && kind !== 'duplicate');
  return { ...story, actions, faults, forgetsAfterDays, dailyBudgetFen: undefined };
}
