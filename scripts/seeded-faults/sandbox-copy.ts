import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { node } from './node';
import { STAGES, type Stage, type Suite, suiteOf } from './suites';
import { planted, type Variant } from './variant';

/** All that the tests of the core need. */
const COPIED = [
  ...['functions', 'shared', 'sdk', 'scripts', 'test'],
  ...['package.json', 'tsconfig.json', 'jest.config.cjs', 'serverless.yml'],
];

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
    return new Workshop(folder);
  }

  /** Runs `test` with the variant in place. @throws DriftError */
  async with<T>(variant: Variant, test: () => Promise<T>): Promise<T> {
    const path = join(this.folder, variant.file);
    const source = await readFile(path, 'utf8');
    await writeFile(path, planted(source, variant));
    try {
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
    const { output } = await node(this.folder, 'jest/bin/jest.js', [
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
}
