import { KINDS_OF_REPLAY } from './sim/memory-wechat';
import { pairsHold } from './sim/pairs';

for (const replay of KINDS_OF_REPLAY)
  pairsHold(`WeChat pays, and answers a replay ${replay}`, `pays, replay ${replay}`, {
    truth: 'pays',
    replay,
  });
