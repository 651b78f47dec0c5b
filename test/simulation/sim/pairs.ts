import { bounded } from '../../scope';
import { everyPair, report } from './exhaust';
import { ACTIONS, type History } from './history';
import { apart } from './worker-process';

/** Every ordered pair of faults in one story, as a test. @param title what WeChat does @param told the same, for the counts */
export function pairsHold(
  title: string,
  told: string,
  story: Pick<History, 'truth' | 'later' | 'replay'>,
  limitMs = 300_000,
): void {
  test(
    `${title}: every ordered pair of faults`,
    async () => {
      const stride = bounded(1, 89);
      const history = { ...story, actions: ACTIONS, faults: [] };
      const { played, bad } = await apart(limitMs, everyPair, history, stride);
      report(`faults, pairs: ${told}: ${played} histories`);
      expect(bad).toEqual([]);
      expect(played).toBeGreaterThan(1_000 / stride);
    },
    limitMs + 10_000,
  );
}
