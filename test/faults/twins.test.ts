import { report } from './sim/exhaust';
import type { FaultKind } from './sim/faults';
import { nextPrefix, playTwins } from './sim/interleave';

/** Bounds the depth-first walk through the turns; what lies beyond it is left to the generated histories. */
const MOST = 6_000;

test.each<[string, [number, FaultKind][]]>([
  ['undisturbed', []],
  ['when the first answer is lost', [[3, 'fail-after']]],
  ['when the driver dies after sending', [[3, 'die-after']]],
])('two twins of one intent, in every order of their effects, %s', async (name, faults) => {
  const bad: unknown[] = [];
  let played = 0;
  let prefix: number[] | null = [];
  while (prefix !== null && played < MOST) {
    const story = { truth: 'pays', replay: 'SEND_FAILED', faults, actions: [] } as const;
    const { violations, trace } = await playTwins(story, prefix);
    played += 1;
    if (violations.length > 0) bad.push({ prefix, violations });
    prefix = nextPrefix(trace);
  }
  report(
    `faults, twins ${name}: ${played} interleavings${prefix === null ? ', all there are' : ', the first ones'}`,
  );
  expect(bad).toEqual([]);
});
