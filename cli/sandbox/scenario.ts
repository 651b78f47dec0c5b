import * as v from 'valibot';
import type { FaultInput } from '../../scripts/sandbox/index';
import { MAX_AHEAD_DAYS, MAX_AHEAD_MS, MAX_BALANCE_FEN } from '../../scripts/sandbox/limits';
import { CommandError } from '../errors';

export { MAX_AHEAD_DAYS, MAX_AHEAD_MS, MAX_BALANCE_FEN };

/** Played one after the other, each up to seconds long: what needs more is a campaign or a load test. */
export const MAX_STEPS = 1_000;

const steps = MAX_STEPS.toLocaleString('en');
const days = `${MAX_AHEAD_DAYS} days (${MAX_AHEAD_MS} ms)`;

const outcome = v.optional(v.picklist(['paid', 'open', 'retry', 'refused']));
const packet = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const fen = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(MAX_BALANCE_FEN, `expected at most ${MAX_BALANCE_FEN} fen`),
);
/** Whose keys the functions and the sandbox check, each with its own messages. */
const checkedByOthers = v.record(v.string(), v.unknown());

const step = v.variant('do', [
  /**
   * `params` are those of sendRedPack without its key. A packet that is sent again is a retry with its key, by default
   * with the same params.
   */
  v.strictObject({ do: v.literal('send'), packet, params: v.optional(checkedByOthers), outcome }),
  /** getRedPackStatus. `status` is WeChat's, such as RECEIVED. */
  v.strictObject({ do: v.literal('ask'), packet, outcome, status: v.optional(v.string()) }),
  /** recoverRedPacks over all that is not final, as its schedule does with what is due. */
  v.strictObject({ do: v.literal('recover') }),
  /** As `POST /faults` of the sandbox takes it. With `packet`, only that packet, which has been sent before. */
  v.strictObject({ do: v.literal('fault'), packet: v.optional(packet), fault: checkedByOthers }),
  v.strictObject({ do: v.literal('clear-faults') }),
  v.strictObject({
    do: v.literal('advance'),
    ms: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.maxValue(MAX_AHEAD_MS, `the longest move of the clock is ${days}`),
    ),
  }),
  v.strictObject({ do: v.literal('open'), packet, openid: v.optional(v.string()) }),
  v.strictObject({ do: v.literal('return'), packet }),
  v.strictObject({ do: v.literal('balance'), fen }),
  v.strictObject({ do: v.literal('top-up'), fen }),
  /** Those of `PATCH /settings` of the sandbox. */
  v.strictObject({ do: v.literal('settings'), settings: checkedByOthers }),
]);

const schema = v.strictObject({
  /** Version of the format. */
  scenario: v.literal(1),
  title: v.optional(v.string()),
  steps: v.pipe(
    v.array(step),
    v.minLength(1, 'expected at least one step'),
    v.maxLength(
      MAX_STEPS,
      ({ input }) => `expected at most ${steps} steps, got ${input.length}; divide it into several files`,
    ),
  ),
});

export type Step = v.InferOutput<typeof step>;
export type Scenario = v.InferOutput<typeof schema>;
export type Outcome = NonNullable<Extract<Step, { do: 'send' }>['outcome']>;

/** A fault of a step as the sandbox takes it, which also checks it. */
export function faultInput(fault: Readonly<Record<string, unknown>>, mch_billno?: string): FaultInput {
  return { ...fault, ...(mch_billno !== undefined && { mch_billno }) } as unknown as FaultInput;
}

/** A packet can be asked for, opened or returned only once it was sent, with params. @throws CommandError */
function checkPackets(steps: readonly Step[], name: string): void {
  const sent = new Set<string>();
  for (const [at, each] of steps.entries()) {
    if (each.do === 'send' && each.params !== undefined) sent.add(each.packet);
    else if ('packet' in each && each.packet !== undefined && !sent.has(each.packet))
      throw new CommandError(
        `${name}: step ${at + 1} needs packet "${each.packet}", which no earlier step sends with its params.`,
      );
  }
}

/**
 * Reads a scenario.
 * @param name of the file, for errors
 * @throws CommandError that names the step and what is wrong with it
 */
export function parseScenario(text: string, name: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue) ?? '';
    const where = path.replace(/^steps\.(\d+)/, (_all, at: string) => `step ${Number(at) + 1}`);
    throw new CommandError(`${name} is no scenario: ${where === '' ? '' : `${where}: `}${issue.message}`);
  }
  checkPackets(result.output.steps, name);
  return result.output;
}

/** The text of its file, to be read and edited by people. */
export function scenarioText(scenario: Scenario): string {
  return `${JSON.stringify(scenario, null, 2)}\n`;
}
