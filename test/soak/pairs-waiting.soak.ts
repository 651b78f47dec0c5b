import { apart } from '../faults/sim/apart';
import { everyPair, report } from '../faults/sim/exhaust';
import { ACTIONS } from '../faults/sim/history';

const LIMIT_MS = 7_200_000;

test.each(['SYSTEMERROR', 'PROCESSING'] as const)(
  'WeChat says %s until it pays: every ordered pair of faults',
  async (truth) => {
    const { played, bad } = await apart(LIMIT_MS, everyPair, {
      truth,
      replay: 'SEND_FAILED',
      actions: ACTIONS,
      faults: [],
    });
    report(`faults, pairs: ${truth}: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  LIMIT_MS + 10_000,
);
