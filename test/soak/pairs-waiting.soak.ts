import { pairsHold } from '../simulation/sim/pairs';

const LIMIT_MS = 7_200_000;

for (const truth of ['SYSTEMERROR', 'PROCESSING'] as const)
  pairsHold(`WeChat says ${truth} until it pays`, truth, { truth, replay: 'SEND_FAILED' }, LIMIT_MS);
