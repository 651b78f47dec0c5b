import { FAULT_KINDS } from './sim/faults';
import { ACTIONS, type History, play } from './sim/history';
import { REPLAYS, type Truth } from './sim/memory-wechat';

const TRUTHS: readonly Truth[] = [
  'pays',
  'NOTENOUGH',
  'PARAM_ERROR',
  'SEND_FAILED',
  'PROCESSING',
  'SYSTEMERROR',
];

test.each(TRUTHS)('every single fault at every effect, when WeChat %s', async (truth) => {
  const bad: { history: History; violations: readonly string[] }[] = [];
  let histories = 0;
  for (const replay of truth === 'pays' ? REPLAYS : REPLAYS.slice(0, 1)) {
    const history: History = { actions: ACTIONS, truth, replay, faults: [] };
    const { effects } = await play(history);
    for (let step = 0; step < effects; step += 1) {
      for (const kind of FAULT_KINDS) {
        const disturbed: History = { ...history, faults: [[step, kind]] };
        const { violations } = await play(disturbed);
        histories += 1;
        if (violations.length > 0) bad.push({ history: disturbed, violations });
      }
    }
  }
  console.log(truth, histories, bad.length);
  expect(bad).toEqual([]);
});
