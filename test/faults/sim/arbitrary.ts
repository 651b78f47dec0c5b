import fc from 'fast-check';
import { FAULT_KINDS } from './faults';
import type { Action, History } from './history';
import { REPLAYS, TRUTHS } from './memory-wechat';
import { PARAMS } from './simulation';

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

const action: fc.Arbitrary<Action> = fc.record({
  do: fc.oneof(
    { weight: 5, arbitrary: fc.constant('send' as const) },
    { weight: 3, arbitrary: fc.constant('settle' as const) },
    { weight: 1, arbitrary: fc.constant('look' as const) },
  ),
  afterMs: wait,
  // Clocks in one region agree within milliseconds; a second apart is far beyond that.
  skewMs: fc.integer({ min: -SECOND_MS / 2, max: SECOND_MS / 2 }),
});

const first: Action = { do: 'send', afterMs: 0 };

/** Most stories end within a dozen effects; those that do not are met further on too. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 12 }) },
  { weight: 2, arbitrary: fc.nat({ max: 30 }) },
  { weight: 1, arbitrary: fc.nat({ max: 60 }) },
);

/** A whole story at random: up to seven more invocations, up to six faults among the first sixty effects. */
export const history: fc.Arbitrary<History> = fc.record({
  truth: fc.constantFrom(...TRUTHS),
  later: fc.option(fc.constantFrom(...TRUTHS), { nil: undefined }),
  replay: fc.constantFrom(...REPLAYS),
  notFoundStyle: fc.constantFrom('live' as const, 'live' as const, 'documented' as const),
  hosts: fc.constantFrom(1, 2),
  // One intent fits, or many do.
  dailyBudgetFen: fc.option(fc.constantFrom(PARAMS.total_fen, 100 * PARAMS.total_fen), { nil: undefined }),
  actions: fc.array(action, { maxLength: 7 }).map((actions) => [first, ...actions]),
  faults: fc.array(fc.tuple(step, fc.constantFrom(...FAULT_KINDS)), { maxLength: 6 }),
});
