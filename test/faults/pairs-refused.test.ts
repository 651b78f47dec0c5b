import { apart } from './sim/apart';
import { everyPair, report } from './sim/exhaust';
import { ACTIONS } from './sim/history';

const LIMIT_MS = 300_000;

test.each(['PARAM_ERROR', 'SEND_FAILED'] as const)(
  'WeChat refuses with %s: every ordered pair of faults',
  async (truth) => {
    const { played, bad } = await apart(LIMIT_MS, everyPair, {
      truth,
      replay: 'SUCCESS',
      actions: ACTIONS,
      faults: [],
    });
    report(`faults, pairs: ${truth}: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  LIMIT_MS + 10_000,
);

test(
  'WeChat refuses with NOTENOUGH until it is topped up: every ordered pair of faults',
  async () => {
    const story = {
      truth: 'NOTENOUGH',
      later: 'pays',
      replay: 'SEND_FAILED',
      actions: ACTIONS,
      faults: [],
    } as const;
    const { played, bad } = await apart(LIMIT_MS, everyPair, story);
    report(`faults, pairs: NOTENOUGH, then pays: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  LIMIT_MS + 10_000,
);
