import { ratiosOf, type Spread, spreadOf } from './measure';

/** One line of the table: our figure and the baseline's, from the same run. */
export interface Line {
  readonly what: string;
  readonly ours: string;
  /** Name and figure of the baseline. */
  readonly baseline: string;
  /** Ours as a share of the baseline. */
  readonly ratio: string;
  readonly target: string;
  /** Null if there is no target. */
  readonly met: boolean | null;
  /** Counts do not depend on the machine, so only they can make the command fail. */
  readonly isCount: boolean;
}

/** Three significant digits: more would be noise. */
function figure(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

export function show({ median, low, high }: Spread, unit: string): string {
  const bare = (value: number): string => figure(value, '').trim();
  return `${figure(median, unit)} (${bare(low)}–${bare(high)})`;
}

export const inMb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  readonly against: string;
  /** Ours may be at most this share of the baseline; null if there is no target. */
  readonly atMost: number | null;
}

/** A line about a quantity of which less is better. */
export function compare({ what, unit, ours, baseline, against, atMost }: Comparison): Line {
  const [our, their] = [spreadOf(ours), spreadOf(baseline)];
  const ratio = our.median / their.median;
  return {
    what,
    ours: show(our, unit),
    baseline: `${against}: ${show(their, unit)}`,
    ratio: `${ratio.toFixed(2)}×`,
    target: atMost === null ? '' : `≤ ${atMost}×`,
    met: atMost === null ? null : ratio <= atMost,
    isCount: false,
  };
}

interface RateComparison extends Omit<Comparison, 'atMost'> {
  /** Ours must be at least this share of the baseline. */
  readonly share: number;
}

/** A line about a quantity of which more is better. The ratio is taken in each round, so that it has a spread as well. */
export function atLeast({ what, unit, ours, baseline, against, share }: RateComparison): Line {
  const ratio = spreadOf(ratiosOf(ours, baseline));
  const isOne = ours.length === 1;
  const shown = (values: readonly number[]): string =>
    isOne ? figure(spreadOf(values).median, unit) : show(spreadOf(values), unit);
  return {
    what,
    ours: shown(ours),
    baseline: `${against}: ${shown(baseline)}`,
    ratio: `${ratio.median.toFixed(2)}×${isOne ? '' : ` (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`}`,
    target: `≥ ${share}×`,
    met: ratio.median >= share,
    isCount: false,
  };
}

/** A line about a count, which is the same on every machine. */
export function count(what: string, ours: string, target: string, met: boolean, baseline = ''): Line {
  return { what, ours, baseline, ratio: '', target, met, isCount: true };
}

/** A line without a target that explains another one. */
export function note(what: string, ours: string, baseline = ''): Line {
  return { what, ours, baseline, ratio: '', target: '', met: null, isCount: false };
}

const HEAD = ['', 'ours', 'baseline, same run', 'ratio', 'target', 'met'];

/** A Markdown table, which is readable in a terminal as well. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, ours, baseline, ratio, target, met }) => {
    const verdict = met === null ? '' : met ? 'yes' : '**no**';
    return [what, ours, baseline, ratio, target, verdict];
  });
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(HEAD), row(HEAD.map(() => '---')), ...rows.map(row)].join('\n');
}
