import { pairsHold } from './sim/pairs';

for (const truth of ['PARAM_ERROR', 'SEND_FAILED'] as const)
  pairsHold(`WeChat refuses with ${truth}`, truth, { truth, replay: 'SUCCESS' });

pairsHold('WeChat refuses with NOTENOUGH until it is topped up', 'NOTENOUGH, then pays', {
  truth: 'NOTENOUGH',
  later: 'pays',
  replay: 'SEND_FAILED',
});
