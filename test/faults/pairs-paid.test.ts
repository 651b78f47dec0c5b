import { apart } from './sim/apart';
import { everyPair, report } from './sim/exhaust';
import { ACTIONS } from './sim/history';
import { REPLAYS } from './sim/memory-wechat';

const LIMIT_MS = 300_000;

test.each(REPLAYS)(
  'WeChat pays, and answers a replay %s: every ordered pair of faults',
  async (replay) => {
    const { played, bad } = await apart(LIMIT_MS, everyPair, {
      truth: 'pays',
      replay,
      actions: ACTIONS,
      faults: [],
    });
    report(`faults, pairs: pays, replay ${replay}: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(1_000);
  },
  LIMIT_MS + 10_000,
);
