import fc from 'fast-check';
import { history, SEED } from './arbitrary';
import { report } from './exhaust';
import { play } from './history';

/** So many test files share the generated histories, since jest runs the tests of one file one after the other. */
const SHARES = 4;
const HISTORIES = Number(process.env.HISTORIES ?? 100_000);

/** One share of the generated histories, as a test. */
export function generatedHistories(share: 1 | 2 | 3 | 4): void {
  const numRuns = Math.ceil(HISTORIES / SHARES);
  const seed = SEED + share;

  test(`whatever happens, in ${numRuns} generated histories, nobody is paid twice and nothing is lost (${share} of ${SHARES})`, async () => {
    report(`faults, generated: SEED=${SEED}, share ${share}`);
    const ends: Record<string, number> = {};
    let struck = 0;
    const holds = fc.asyncProperty(history, async (story) => {
      const verdict = await play(story);
      expect(verdict.violations).toEqual([]);
      struck += verdict.struck;
      ends[verdict.end] = (ends[verdict.end] ?? 0) + 1;
    });
    await fc.assert(holds, { numRuns, seed });
    report(
      `faults, generated: ${numRuns} histories, ${struck} faults struck, records at the end: ${JSON.stringify(ends)}`,
    );
    // A generator that hardly disturbs, or ends in one way only, would prove nothing.
    expect(struck).toBeGreaterThan(numRuns);
    expect(Object.keys(ends)).toEqual(expect.arrayContaining(['paid', 'closed', 'parked', 'none']));
  }, 7_200_000);
}
