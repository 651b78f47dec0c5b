import { apart } from './sim/apart';
import { everyPair, report } from './sim/exhaust';
import { ACTIONS } from './sim/history';

const LIMIT_MS = 300_000;

/** In a file of its own, since jest runs the tests of one file one after the other and this is the longest. */
test(
  'WeChat refuses with NOTENOUGH: every ordered pair of faults',
  async () => {
    const story = { truth: 'NOTENOUGH', replay: 'SUCCESS', actions: ACTIONS, faults: [] } as const;
    const { played, bad } = await apart(LIMIT_MS, everyPair, story);
    report(`faults, pairs: NOTENOUGH: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  LIMIT_MS + 10_000,
);
