import fc from 'fast-check';
import { history } from './sim/arbitrary';
import { play } from './sim/history';

test('generated', async () => {
  let n = 0;
  const r = await fc.check(
    fc.asyncProperty(history, async (h) => {
      n += 1;
      const { violations } = await play(h);
      if (violations.length > 0) throw new Error(violations.join('; '));
    }),
    { numRuns: 5_000 },
  );
  console.log(
    n,
    r.failed,
    r.seed,
    r.counterexamplePath,
    JSON.stringify(r.counterexample),
    String(r.errorInstance),
  );
}, 600_000);
