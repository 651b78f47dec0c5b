import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ENVIRONMENT, STAGES, type Stage, type Suite, suiteOf } from './suites';
import { planted, type Variant } from './variant';

/** All that the tests of the core need. */
const COPIED = [
  ...['functions', 'shared', 'sdk', 'scripts', 'test'],
  ...['package.json', 'tsconfig.json', 'jest.config.cjs', 'serverless.yml'],
];

/** Far beyond the slowest stage: what takes longer hangs, and then no test has caught it. */
const HUNG_MS = 10 * 60_000;

/** A test that failed, by its file and its whole name. */
export interface Failure {
  readonly suite: Suite;
  readonly file: string;
  readonly test: string;
}

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** A copy of the project, in which one variant at a time is planted and tested. */
export class Workshop {
  private constructor(private readonly folder: string) {}

  /** @param root of the project @param folder of the copy; what stood there is replaced */
  static async open(root: string, folder: string): Promise<Workshop> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const name of COPIED.filter((each) => existsSync(join(root, each))))
      await cp(join(root, name), join(folder, name), { recursive: true });
    await symlink(await realpath(join(root, 'node_modules')), join(folder, 'node_modules'), 'dir');
    const types = { extends: './tsconfig.json', include: ['shared'] };
    await writeFile(join(folder, 'tsconfig.planted.json'), JSON.stringify(types));
    return new Workshop(folder);
  }

  /** Runs `test` with the variant in place. @throws DriftError; Error when tsc would have caught the variant */
  async with<T>(variant: Variant, test: () => Promise<T>): Promise<T> {
    const path = join(this.folder, variant.file);
    const source = await readFile(path, 'utf8');
    await writeFile(path, planted(source, variant));
    try {
      await this.checkTypes(variant);
      return await test();
    } finally {
      await writeFile(path, source);
    }
  }

  /** Runs one stage: all of it, or what depends on the variant. */
  async run(stage: Stage, variant?: Variant, workers = 1): Promise<readonly Failure[]> {
    const report = join(this.folder, `${stage}.json`);
    await rm(report, { force: true });
    const related = variant === undefined ? [] : ['--findRelatedTests', variant.file, ...this.also(variant)];
    const { output } = await this.node('jest/bin/jest.js', [
      ...['--json', `--outputFile=${report}`, '--silent', '--passWithNoTests', `--maxWorkers=${workers}`],
      ...['--testMatch', ...STAGES[stage], ...related],
    ]);
    const text = await readFile(report, 'utf8').catch(() => null);
    if (text === null && !output.includes('No tests found'))
      throw new Error(`jest made no report of ${variant?.name ?? stage}:\n${output.slice(-2_000)}`);
    return text === null ? [] : this.failures(JSON.parse(text) as JestReport, variant);
  }

  private also({ also }: Variant): string[] {
    return also === undefined ? [] : [also];
  }

  private failures({ testResults }: JestReport, variant?: Variant): Failure[] {
    // Jest gives them as they end, which differs from run to run.
    const inOrder = testResults.toSorted((a, b) => a.name.localeCompare(b.name));
    return inOrder.flatMap(({ name, message, assertionResults }) => {
      const file = relative(this.folder, name);
      if (assertionResults.length === 0)
        throw new Error(`${file} does not run with ${variant?.name ?? 'the code as it is'}: ${message}`);
      const suite = suiteOf(file);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return suite === undefined ? [] : failed.map(({ fullName }) => ({ suite, file, test: fullName }));
    });
  }

  private async checkTypes({ name }: Variant): Promise<void> {
    const { code, output } = await this.node('typescript/bin/tsc', [
      ...['--project', 'tsconfig.planted.json', '--noEmit', '--noUnusedLocals', 'false'],
      ...['--noUnusedParameters', 'false'],
    ]);
    if (code !== 0)
      throw new Error(`the variant "${name}" is caught by tsc, so no test is needed:\n${output}`);
  }

  private node(tool: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join('node_modules', tool), ...args], {
        cwd: this.folder,
        env: { ...process.env, ...ENVIRONMENT, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (bytes: Buffer) => {
          output += bytes.toString();
        });
      const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
      child.on('error', reject).on('close', (code) => {
        clearTimeout(hung);
        resolve({ code, output });
      });
    });
  }
}
