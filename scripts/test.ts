import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPeers } from './bench/install';

const ROOT = join(__dirname, '..');
const REPORT = join(ROOT, '.build', 'jest.json');

/** The checks before jest. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['format and lint', '@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'],
  ['promises and switches', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  [
    'layers',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    'functions',
    'shared',
    'sdk',
    'cli',
    'console',
    'scripts',
  ],
];
/** Before all tests, so that the suites that run the bundles need not wait for the first one's build. */
const BUILD = ['build', 'tsx/dist/cli.mjs', 'scripts/build.ts'] as const;

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a tool of node_modules. With `quiet`, its output is shown only if it fails. */
function node(tool: string, args: readonly string[], quiet = false): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
      cwd: ROOT,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const output: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject).on('close', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs all checks concurrently, since they are independent.
 * @param isPart of the tests, which may need no bundle; the suites that do build what has changed
 */
async function checks(isPart: boolean): Promise<Count> {
  const run = isPart ? CHECKS : [...CHECKS, BUILD];
  console.log(`checks: ${run.map(([name]) => name).join(', ')} …`);
  const codes = await Promise.all(
    run.map(async ([name, tool, ...args]) => {
      const code = await node(tool, args, true);
      console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
      return code;
    }),
  );
  const passed = codes.filter((code) => code === 0).length;
  return { passed, failed: run.length - passed };
}

/**
 * A suite that could not run counts as one failure, whatever the number of its tests; so does a part without a test. Of
 * a part, the other tests count as skipped.
 */
async function tests(args: readonly string[], isPart: boolean): Promise<Count> {
  await mkdir(join(ROOT, '.build'), { recursive: true });
  await rm(REPORT, { force: true });
  const code = await node('jest/bin/jest.js', ['--json', `--outputFile=${REPORT}`, '--silent', ...args]);
  const report = JSON.parse(await readFile(REPORT, 'utf8').catch(() => 'null'));
  if (report === null) return { passed: 0, failed: 1 };
  const skipped = isPart ? 0 : report.numPendingTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped;
  const isSuccess = code === 0 && report.numPassedTests > 0;
  return { passed: report.numPassedTests, failed: Math.max(failed, isSuccess ? 0 : 1) };
}

/** The benchmarks' types, and the tests that other people's clients judge. */
async function peers(args: readonly string[]): Promise<Count> {
  installPeers();
  const code = await node('typescript/bin/tsc', ['--project', 'scripts/bench']);
  console.log(`${code === 0 ? '✓' : '✗'} types of the benchmarks`);
  const { passed, failed } = await tests(['--config', 'jest.peers.config.cjs', ...args], args.length > 0);
  return code === 0 ? { passed: passed + 1, failed } : { passed, failed: failed + 1 };
}

/** Checks that tests catch every seeded fault; takes ten minutes on two cores. */
async function seededFaults(): Promise<Count> {
  const code = await node('tsx/dist/cli.mjs', [join(ROOT, 'scripts/seeded-faults.ts')]);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** `--all` runs every proof in full, `--peers` only what needs the peers; other arguments are passed to jest. */
async function main(args: readonly string[]): Promise<void> {
  const [isAll, isPeers] = [args.includes('--all'), args.includes('--peers')];
  const rest = args.filter((arg) => arg !== '--all' && arg !== '--peers');
  if (isAll) process.env.TEST_SCOPE = 'all';
  const isPart = rest.length > 0;
  const counts: Count[] = [];
  if (!isPeers) counts.push(await checks(isPart), await tests(rest, isPart));
  if (isAll || isPeers) counts.push(await peers(rest));
  if (isAll) counts.push(await seededFaults());
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main(process.argv.slice(2));
