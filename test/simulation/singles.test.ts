import { everySingle, report } from './sim/exhaust';
import { ACTIONS } from './sim/history';
import { PARAMS } from './sim/intent';
import { REPLAYS, TRUTHS } from './sim/memory-wechat';

/** After paid, WeChat answers a replay in each way that is reported of it. */
const STORIES = TRUTHS.flatMap((truth) =>
  (truth === 'pays' ? REPLAYS : REPLAYS.slice(0, 1)).map((replay) => [truth, replay] as const),
);

test.each(STORIES)(
  'WeChat says %s, a replay %s: every single fault at every effect',
  async (truth, replay) => {
    const { played, bad } = await everySingle({ truth, replay, actions: ACTIONS, faults: [] });
    report(`faults, single: ${truth}, replay ${replay}: ${played} histories`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(20);
  },
);

test('an order that is missing in the old shape, FAIL with SYSTEMERROR, is paid in the end', async () => {
  const { bad } = await everySingle({
    truth: 'pays',
    replay: 'SUCCESS',
    notFoundStyle: 'documented',
    actions: ACTIONS,
    faults: [],
  });
  expect(bad).toEqual([]);
});

test('an account with a budget for one packet pays it once, and counts it', async () => {
  const { played, bad } = await everySingle({
    truth: 'pays',
    replay: 'SEND_FAILED',
    dailyBudgetFen: PARAMS.total_fen,
    actions: ACTIONS,
    faults: [],
  });
  report(`faults, single: with a budget: ${played} histories`);
  expect(bad).toEqual([]);
});
