import { pairsHold } from './sim/pairs';

/** In a file of its own, since jest runs the tests of one file one after the other and this is the longest. */
pairsHold('WeChat refuses with NOTENOUGH', 'NOTENOUGH', { truth: 'NOTENOUGH', replay: 'SUCCESS' });
