import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './mutation/compare';
import { page, scoreTable } from './mutation/page';
import { readReasons } from './mutation/reasons';
import { type Mutant, type MutationReport, readMutants } from './mutation/report';

const ROOT = join(__dirname, '..');
const REPORT = join(ROOT, '.build/mutation.json');
const PAGE = join(ROOT, 'docs/mutation.md');
const STRYKER = join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');

const OPTIONS = {
  /** One file or glob; by default all files of stryker.config.mjs. */
  only: { type: 'string' },
  /** Writes docs/mutation.md. */
  write: { type: 'boolean' },
  /** Number of concurrent test processes. */
  concurrency: { type: 'string' },
} as const;

function runStryker(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [STRYKER, 'run', ...args], { cwd: ROOT, stdio: 'inherit' });
    child.on('error', reject).on('exit', (code) => resolve(code ?? 1));
  });
}

function survivorText({ file, lineNumber, mutator, original, replacement, line }: Mutant): string {
  const entry = { file, mutator, original, replacement, line };
  return `${file}:${lineNumber}\n  ${JSON.stringify(entry)}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const { only, write, concurrency } = values;
  if (only !== undefined && write === true)
    throw new Error('--write needs a run over all files: leave out --only.');
  // The report of an earlier run must not be mistaken for this one's.
  rmSync(REPORT, { force: true });
  const code = await runStryker([
    ...(only === undefined ? [] : ['--mutate', only]),
    ...(concurrency === undefined ? [] : ['--concurrency', concurrency]),
  ]);
  if (code !== 0) return code;
  const reasons = readReasons(join(ROOT, 'test/mutation'));
  const mutants = readMutants(JSON.parse(readFileSync(REPORT, 'utf8')) as MutationReport);
  if (mutants.length === 0)
    throw new Error(`${only ?? 'stryker.config.mjs'} matches no code that can be mutated.`);
  const comparison = compare(mutants, reasons, only === undefined);
  const { unexplained, unused } = comparison;
  console.log(`\n${scoreTable(comparison)}\n`);
  for (const mutant of unexplained) console.log(`survivor without a reason: ${survivorText(mutant)}`);
  for (const reason of unused) console.log(`reason without a survivor: ${JSON.stringify(reason)}`);
  const isClean = unexplained.length + unused.length === 0;
  if (write === true && isClean) writeFileSync(PAGE, page(comparison, reasons));
  console.log(
    `${unexplained.length} survivors without a reason, ${unused.length} reasons without a survivor`,
  );
  return isClean ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
