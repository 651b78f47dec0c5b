import { apart } from '../faults/sim/apart';
import { everyPair, report } from '../faults/sim/exhaust';
import { ACTIONS } from '../faults/sim/history';

test.each(['SYSTEMERROR', 'PROCESSING'] as const)(
  'WeChat says %s until it pays: every ordered pair of faults',
  async (truth) => {
    const { played, bad } = await apart(everyPair, {
      truth,
      replay: 'SEND_FAILED',
      actions: ACTIONS,
      faults: [],
    });
    report(`faults, pairs: ${truth}: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  7_200_000,
);
