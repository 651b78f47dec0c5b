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

/** The benchmarks' own packages are not needed, and are thousands of files. */
const isSource = (path: string): boolean => basename(path) !== 'node_modules';

/** A failed test, by its file and its full name. */
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

  /** Runs one group of tests: all of it, or the tests that depend on the variant's file. */
  async run(group: TestGroup, variant?: Variant, workers = 1): Promise<readonly Failure[]> {
    const report = join(this.folder, `${group}.json`);
    await rm(report, { force: true });
    const related = variant === undefined ? [] : ['--findRelatedTests', variant.file, ...this.also(variant)];
    const { output } = await node(this.folder, 'jest/bin/jest.js', [
      ...['--json', `--outputFile=${report}`, '--silent', '--passWithNoTests', `--maxWorkers=${workers}`],
      ...['--testMatch', ...TEST_GROUPS[group], ...related],
    ]);
    const text = await readFile(report, 'utf8').catch(() => null);
    if (text === null && !output.includes('No tests found'))
      throw new Error(`jest wrote no report for ${variant?.name ?? group}:\n${output.slice(-2_000)}`);
    return text === null ? [] : this.failures(JSON.parse(text) as JestReport, variant);
  }

  private also({ also }: Variant): string[] {
    return also === undefined ? [] : [also];
  }

  private failures({ testResults }: JestReport, variant?: Variant): Failure[] {
    // Jest reports them in the order of completion, which differs from run to run.
    const inOrder = testResults.toSorted((a, b) => a.name.localeCompare(b.name));
    return inOrder.flatMap(({ name, message, assertionResults }) => {
      const file = relative(this.folder, name);
      if (assertionResults.length === 0)
        throw new Error(`${file} does not run with ${variant?.name ?? 'the unchanged code'}: ${message}`);
      const suite = suiteOf(file);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return suite === undefined ? [] : failed.map(({ fullName }) => ({ suite, file, test: fullName }));
    });
  }
}
