import fc from 'fast-check';
import { bounded } from '../../scope';
import { history, SEED } from './arbitrary';
import { report, toEventLoop } from './exhaust';
import { type History, play } from './history';
import { apart } from './worker-process';

/**
 * So many test files share the generated histories, since jest runs the tests of one file one after the other. `npm test`
 * runs two of them.
 */
const SHARES = 4;
const LIMIT_MS = 7_200_000;
const HISTORIES = Number(process.env.HISTORIES ?? bounded(100_000, 4_000));

type Details = fc.RunDetails<[History]>;

/** What so many generated histories came to. */
export interface Generated {
  readonly played: number;
  /** Faults that met an effect which they can happen to. */
  readonly struck: number;
  /** How the records ended. */
  readonly ends: Readonly<Record<string, number>>;
}

/** Plays them. @throws Error with the shortest history that was found in which something does not hold */
export async function playGenerated(numRuns: number, seed: number): Promise<Generated> {
  const ends: Record<string, number> = {};
  let played = 0;
  let struck = 0;
  const holds = fc.asyncProperty(history, async (story) => {
    const verdict = await play(story);
    played += 1;
    if (played % 100 === 0) await toEventLoop();
    if (verdict.violations.length > 0) throw new Error(verdict.violations.join('; '));
    struck += verdict.struck;
    ends[verdict.end] = (ends[verdict.end] ?? 0) + 1;
  });
  const details = await fc.check(holds, { numRuns, seed });
  if (details.failed) throw new Error(failureText(details));
  return { played, struck, ends };
}

/** What is violated comes first, then the shortest history that shows it, and how to play it again. */
function failureText({ errorInstance, counterexample, seed, counterexamplePath, numRuns }: Details): string {
  const violated = errorInstance instanceof Error ? errorInstance.message : 'the run was interrupted';
  const again = `seed ${seed}, path ${counterexamplePath}, after ${numRuns} histories`;
  return `${violated}\n${again}\nShortest history: ${fc.stringify(counterexample?.[0])}`;
}

/** One share of the generated histories, as a test. */
export function generatedHistories(share: 1 | 2 | 3 | 4): void {
  const numRuns = Math.ceil(HISTORIES / SHARES);
  const seed = SEED + share;

  test(
    `whatever happens, in ${numRuns} generated histories, nobody is paid twice and nothing is lost (${share} of ${SHARES})`,
    async () => {
      report(`faults, generated: SEED=${SEED}, share ${share}`);
      const { played, struck, ends } = await apart(LIMIT_MS, playGenerated, numRuns, seed);
      report(
        `faults, generated: ${played} histories, ${struck} faults struck, records at the end: ${JSON.stringify(ends)}`,
      );
      expect(played).toBe(numRuns);
      // A generator that hardly disturbs, or ends in one way only, would prove nothing.
      expect(struck).toBeGreaterThan(numRuns);
      expect(Object.keys(ends)).toEqual(expect.arrayContaining(['paid', 'closed', 'parked', 'none']));
    },
    LIMIT_MS + 10_000,
  );
}
