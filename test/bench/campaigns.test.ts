import type { Line } from '../../scripts/bench/report';
import { campaignRun } from '../../scripts/bench/rows/campaign-run';
import { console as consoleRow } from '../../scripts/bench/rows/console';
import { plan } from '../../scripts/bench/rows/plan';

const SHORT = { isShort: true } as const;
const LIMIT_MS = 300_000;

/** Times depend on the machine, so that only counts and the lines themselves are judged. */
function problems(lines: readonly Line[]): Line[] {
  return lines.filter(({ isCount, met, ours }) => (isCount && met !== true) || /NaN|undefined/.test(ours));
}

test(
  'the benchmark of a plan plans every row',
  async () => {
    const lines = await plan(SHORT);
    expect(problems(lines)).toEqual([]);
    expect(lines.some(({ isCount }) => isCount)).toBe(true);
  },
  LIMIT_MS,
);

test(
  'the benchmark of a campaign pays every row',
  async () => {
    const [paid, ...others] = await campaignRun(SHORT, 300);
    expect(paid?.ours).toBe('300 of 300');
    expect(problems(others)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'the benchmark of the console opens its first page and pages of a list',
  async () => {
    const lines = await consoleRow(SHORT, 200);
    expect(problems(lines)).toEqual([]);
    expect(lines.map(({ what }) => what)).toContain('console: last page of 20 of 200 records');
  },
  LIMIT_MS,
);
