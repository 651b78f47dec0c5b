import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { node } from './node';
import { type Suite, suiteOf, TEST_GROUPS, type TestGroup } from './suites';
import { seedFault, type Variant } from './variant';

/** Everything that the tests of the core need. */
const COPIED = [
  ...['functions', 'shared', 'sdk', 'cli', 'console', 'scripts', 'test'],
  ...['package.json', 'tsconfig.json', 'jest.config.cjs', 'serverless.yml', 'serverless'],
];

const REPORTER = join(__dirname, 'reporter.cjs');

/** The benchmarks' own packages are not needed, and are thousands of files. */
const isSource = (path: string): boolean => basename(path) !== 'node_modules';

/** A failed test, by its file and its full name. */
export interface Failure {
  readonly suite: Suite;
  readonly file: string;
  readonly test: string;
}

/** What `reporter.cjs` writes of a suite, one a line. */
interface SuiteResult {
  readonly file: string;
  /** Why the suite could not run. */
  readonly error?: string;
  /** Full names. */
  readonly failed: readonly string[];
}

interface RunOptions {
  /** Runs only the tests that depend on its file. */
  readonly variant?: Variant;
  readonly workers?: number;
  /** Stops after the first suite with a failed test. */
  readonly bail?: boolean;
}

/** A copy of the project, in which one variant at a time is put in place and tested. */
export class SandboxCopy {
  private constructor(private readonly folder: string) {}

  /** @param root folder of the project @param folder of the copy, which is replaced if it exists */
  static async create(root: string, folder: string): Promise<SandboxCopy> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const name of COPIED.filter((each) => existsSync(join(root, each))))
      await cp(join(root, name), join(folder, name), { recursive: true, filter: isSource });
    await symlink(await realpath(join(root, 'node_modules')), join(folder, 'node_modules'), 'dir');
    return new SandboxCopy(folder);
  }

  /** Runs `test` with the variant in place. @throws DriftError */
  async with<T>(variant: Variant, test: () => Promise<T>): Promise<T> {
    const path = join(this.folder, variant.file);
    const source = await readFile(path, 'utf8');
    await writeFile(path, seedFault(source, variant));
    try {
      return await test();
    } finally {
      await writeFile(path, source);
    }
  }

  /** Runs one group of tests. @returns the tests that failed */
  async run(
    group: TestGroup,
    { variant, workers = 1, bail = false }: RunOptions,
  ): Promise<readonly Failure[]> {
    const results = join(this.folder, `${group}.jsonl`);
    await rm(results, { force: true });
    const related = variant === undefined ? [] : ['--findRelatedTests', variant.file, ...this.also(variant)];
    const { code, output } = await node(
      this.folder,
      'jest/bin/jest.js',
      [
        ...['--reporters', REPORTER, '--silent', '--passWithNoTests', `--maxWorkers=${workers}`],
        ...(bail ? ['--bail'] : []),
        ...['--testMatch', ...TEST_GROUPS[group], ...related],
      ],
      { SUITE_RESULTS: results },
    );
    const lines = (await readFile(results, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const failures = this.failures(
      lines.map((each) => JSON.parse(each)),
      variant,
    );
    if (code !== 0 && failures.length === 0)
      throw new Error(`jest ended with ${code} for ${variant?.name ?? group}:\n${output.slice(-2_000)}`);
    return failures;
  }

  private also({ also }: Variant): string[] {
    return also === undefined ? [] : [also];
  }

  private failures(results: readonly SuiteResult[], variant?: Variant): Failure[] {
    // The suites end in an order that differs from run to run.
    const inOrder = results.toSorted((a, b) => a.file.localeCompare(b.file));
    return inOrder.flatMap(({ file: path, error, failed }) => {
      const file = relative(this.folder, path);
      if (error !== undefined)
        throw new Error(`${file} does not run with ${variant?.name ?? 'the unchanged code'}: ${error}`);
      return failed.map((test) => ({ suite: suiteOf(file), file, test }));
    });
  }
}
