import { basename } from 'node:path';
import { isCaught, type Verdict } from './judge';
import type { Suite } from './suites';

const SUITE_NAMES = ['unit', 'store', 'simulation'] as const satisfies readonly Suite[];

/** Verdicts by theme. */
export type Themes = ReadonlyMap<string, readonly Verdict[]>;

function count({ caught }: Verdict, suite: Suite): number {
  return caught.filter((failure) => failure.suite === suite).length;
}

/** The first test of these suites that catches the variant, as file and test name. */
function first({ caught }: Verdict, ...suites: Suite[]): string {
  const [failure] = suites.flatMap((suite) => caught.filter((each) => each.suite === suite));
  return failure === undefined ? '–' : `${basename(failure.file, '.test.ts')} › ${failure.test}`;
}

/** One variant, formatted for the terminal. */
export function line(verdict: Verdict): string {
  const { variant, error, seconds } = verdict;
  if (error !== null) return `✗ ${variant.name}: ${error}`;
  const name = `${variant.name} (${seconds.toFixed(1)} s)`;
  if (isCaught(verdict)) return `✓ ${name}: ${first(verdict, ...SUITE_NAMES)}`;
  return `✗ ${name}: ${variant.unseen === undefined ? 'THE SIMULATION MISSES IT' : 'NOT CAUGHT'}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

function row(verdict: Verdict): string {
  const { variant } = verdict;
  const tests = count(verdict, 'unit') + count(verdict, 'store');
  const simulated = count(verdict, 'simulation');
  const cells = [
    `**${variant.name}**: ${variant.danger} \`${variant.file}\``,
    tests === 0 ? '–' : `${tests}: ${first(verdict, 'unit', 'store')}`,
    variant.unseen ?? `${simulated}: ${first(verdict, 'simulation')}`,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The page `docs/seeded-faults.md`. */
export function page(themes: Themes): string {
  const all = [...themes.values()].flat();
  const simulated = all.filter((verdict) => count(verdict, 'simulation') > 0).length;
  const sections = [...themes].map(([theme, verdicts]) =>
    [
      `## ${theme}`,
      '',
      '| fault | unit and store tests that catch it: number, first one | simulation tests that catch it: number, first one; or why none can |',
      '|---|---|---|',
      ...verdicts.map(row),
    ].join('\n'),
  );
  return `${[HEAD, `${all.length} faults; the simulation alone catches ${simulated} of them.`, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Seeded faults

Each row is a fault that a developer in a hurry might introduce into \`shared/\`. \`npm run test:seeded\` seeds one at a time
in a copy of the project and runs the tests there until one catches it. It fails if no test catches a fault, if the
simulation of \`test/simulation\` misses one that it could see, if the code that a fault replaces has changed, or if
\`tsc\` alone would catch the fault.

\`npm run test:seeded -- --write\` counts the tests that catch each fault, and writes this page. Slow tests (properties,
concurrent invocations, pairs) run only for faults that the quick ones miss, so the numbers are lower bounds; the
simulation does not run where a reason says that it cannot see the fault.`;
