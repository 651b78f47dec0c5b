import { REPLAYS } from './sim/memory-wechat';
import { pairsHold } from './sim/pairs';

for (const replay of REPLAYS)
  pairsHold(`WeChat pays, and answers a replay ${replay}`, `pays, replay ${replay}`, {
    truth: 'pays',
    replay,
  });
