import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const REPORT = join(ROOT, '.build', 'jest.json');

/** Each is one check of the suite; jest follows, when the bundles that it drives are fresh. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['format and lint', '@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'],
  ['promises and switches', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['layers', 'dependency-cruiser/bin/dependency-cruise.mjs', 'functions', 'shared', 'sdk', 'scripts'],
  ['build', 'tsx/dist/cli.mjs', 'scripts/build.ts', '--if-stale'],
];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

function node(tool: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    child.on('error', reject).on('exit', (code) => resolve(code ?? 1));
  });
}

async function checks(): Promise<Count> {
  let passed = 0;
  for (const [name, tool, ...args] of CHECKS) {
    const code = await node(tool, args);
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
    passed += code === 0 ? 1 : 0;
  }
  return { passed, failed: CHECKS.length - passed };
}

/** A suite that could not run has failed, however many tests it would have held. */
async function tests(args: readonly string[]): Promise<Count> {
  await mkdir(join(ROOT, '.build'), { recursive: true });
  await rm(REPORT, { force: true });
  const code = await node('jest/bin/jest.js', ['--json', `--outputFile=${REPORT}`, '--silent', ...args]);
  const report = JSON.parse(await readFile(REPORT, 'utf8').catch(() => 'null'));
  if (report === null) return { passed: 0, failed: 1 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests;
  return { passed: report.numPassedTests, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

async function main(): Promise<void> {
  const first = await checks();
  const then = await tests(process.argv.slice(2));
  const failed = first.failed + then.failed;
  console.log(`\n${first.passed + then.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
