import { basename } from 'node:path';
import { isCaught, type Verdict } from './judge';
import type { Suite } from './suites';

const SUITE_NAMES = ['unit', 'store', 'simulation'] as const satisfies readonly Suite[];

/** The themes with their verdicts. */
export type Themes = ReadonlyMap<string, readonly Verdict[]>;

function count({ caught }: Verdict, suite: Suite): number {
  return caught.filter((failure) => failure.suite === suite).length;
}

/** The first test of the suites that catches it, as it is found in the code. */
function first({ caught }: Verdict, ...suites: Suite[]): string {
  const [failure] = suites.flatMap((suite) => caught.filter((each) => each.suite === suite));
  return failure === undefined ? '–' : `${basename(failure.file, '.test.ts')} › ${failure.test}`;
}

/** One variant, for a terminal. */
export function line(verdict: Verdict): string {
  const { variant, caught, error, seconds } = verdict;
  if (error !== null) return `✗ ${variant.name}: ${error}`;
  const [unit, store, simulation] = SUITE_NAMES.map((suite) => count(verdict, suite));
  const by = `${variant.name} (${seconds.toFixed(1)} s): unit ${unit}, store ${store}, simulation ${simulation}`;
  if (caught.length === 0) return `✗ ${by}: NOT CAUGHT`;
  const named = `${by}: ${first(verdict, ...SUITE_NAMES)}`;
  return isCaught(verdict) ? `✓ ${named}` : `✗ ${named}: THE SIMULATION MISSES IT`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

function row(verdict: Verdict): string {
  const { variant } = verdict;
  const tests = count(verdict, 'unit') + count(verdict, 'store');
  const played = count(verdict, 'simulation');
  const cells = [
    `**${variant.name}**: ${variant.danger} \`${variant.file}\``,
    tests === 0 ? '–' : `${tests}: ${first(verdict, 'unit', 'store')}`,
    variant.unseen ?? `${played}: ${first(verdict, 'simulation')}`,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The page `docs/seeded-faults.md`. */
export function page(themes: Themes): string {
  const all = [...themes.values()].flat();
  const played = all.filter((verdict) => count(verdict, 'simulation') > 0).length;
  const sections = [...themes].map(([theme, verdicts]) =>
    [
      `## ${theme}`,
      '',
      '| fault | tests of units and store that catch it, and the first | tests of the simulation that catch it, and the first; or why it cannot |',
      '|---|---|---|',
      ...verdicts.map(row),
    ].join('\n'),
  );
  return `${[HEAD, `${all.length} faults; the simulation catches ${played} of them by itself.`, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Planted faults

Each row is a fault that somebody in a hurry might write into \`shared/\`. \`npm run test:seeded\` plants one at a time in a
copy and runs the tests on it. It fails when one is caught by nobody, when the simulation of \`test/faults\` misses one that it
could see, when the code that a fault replaces has changed, and when \`tsc\` alone would have caught it. Tests with many
runs (properties, concurrent invocations, pairs) are asked only about what the quick ones leave uncaught, so the counts are the least there
are; the simulation is not asked where a reason says that it cannot see the fault.

This page is written by \`npm run test:seeded -- --write\`.`;
