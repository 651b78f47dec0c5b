import type { FaultKind } from './sim/faults';
import { nextPrefix, playTwins } from './sim/interleave';

test.each<[string, [number, FaultKind][]]>([['none', []]])(
  'twins %s',
  async (_, faults) => {
    let n = 0;
    const bad: unknown[] = [];
    let prefix: number[] | null = [];
    while (prefix !== null && n < 20000) {
      const { violations, trace } = await playTwins(
        { truth: 'pays', replay: 'SEND_FAILED', faults, actions: [] },
        prefix,
      );
      n += 1;
      if (violations.length > 0) bad.push([prefix, violations]);
      prefix = nextPrefix(trace);
    }
    console.log(n, bad.length, JSON.stringify(bad.slice(0, 5)));
  },
  600000,
);
