import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VARIANTS } from '../test/seeded-faults/variants/index';
import { Baseline, isCaught, judgeAll, type Verdict } from './seeded-faults/judge';
import { SandboxCopy } from './seeded-faults/sandbox-copy';
import { line, page } from './seeded-faults/table';
import { refuseTypeErrors } from './seeded-faults/types';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.build', 'seeded-faults');
const PAGE = join(ROOT, 'docs', 'seeded-faults.md');

/** The number of cores of a small CI machine. */
const AT_ONCE = 2;

/** `--write` updates the page; any other argument selects the variants whose name contains it. */
async function main(args: readonly string[]): Promise<void> {
  const words = args.filter((arg) => arg !== '--write');
  const all = Object.values(VARIANTS).flat();
  const picked = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (picked.length === 0) throw new Error(`no variant has a name that contains ${words.join(' or ')}`);
  const startedAt = Date.now();
  await refuseTypeErrors(ROOT, join(FOLDER, 'types'), picked);
  const names = [...Array(AT_ONCE).keys()].map(String);
  const copies = await Promise.all(names.map((name) => SandboxCopy.create(ROOT, join(FOLDER, name))));
  const baseline = new Baseline(await SandboxCopy.create(ROOT, join(FOLDER, 'baseline')), AT_ONCE);
  await baseline.isGreen('all');
  console.log(`all tests pass without a fault; now ${picked.length} faults, one at a time:`);
  const depth = args.includes('--write') ? 'count' : 'first';
  const verdicts = await judgeAll(picked, copies, baseline, depth, (verdict) => console.log(line(verdict)));
  await rm(FOLDER, { recursive: true });
  const missed = verdicts.filter((verdict) => !isCaught(verdict)).length;
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  console.log(`\n${verdicts.length - missed} caught, ${missed} not caught, in ${seconds} s`);
  if (args.includes('--write') && words.length === 0 && missed === 0) await write(verdicts);
  process.exitCode = missed === 0 ? 0 : 1;
}

function write(verdicts: readonly Verdict[]): Promise<void> {
  const themes = Object.entries(VARIANTS).map(([theme, variants]) => {
    return [theme, verdicts.filter(({ variant }) => variants.includes(variant))] as const;
  });
  return writeFile(PAGE, page(new Map(themes)));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
