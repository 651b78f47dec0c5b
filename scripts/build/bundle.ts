import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { minify } from '@swc/core';
import ncc, { type NccModule, type NccResult } from '@vercel/ncc';

/**
 * The tsconfig from which ncc takes `paths`. By default it bundles the AWS SDK's CommonJS build, which cannot be
 * tree-shaken: `mainFields` below selects the ES modules of most packages, and the paths select them for the packages
 * whose `exports` name CommonJS first for Node.
 */
const PATHS = join(__dirname, 'tsconfig.bundle.json');

/**
 * Modules that the SDK imports on demand and never needs in a function: Lambda provides credentials in the environment,
 * which the SDK checks first, and no call here streams events. As external `require` calls they add nothing to the size.
 */
const NEVER_REACHED = [
  ...['sso', 'ini', 'process', 'web-identity', 'http'].map((name) => `@aws-sdk/credential-provider-${name}`),
  ...['@smithy/credential-provider-imds', '@smithy/core/event-streams'],
];

/** Bundles an entry of ES modules to one minified CommonJS file. @throws Error if it is not one file, or not tree-shaken */
export async function bundle(entry: string, outFile: string): Promise<void> {
  process.env.TS_NODE_PROJECT = PATHS;
  const mainFields = ['module', 'main'];
  const built = await ncc(entry, { cache: false, quiet: true, mainFields, externals: NEVER_REACHED });
  check(built);
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, await minified(built.code));
}

/** A new release of the SDK may move its files; without this check only size and load time would show it. */
function check({ assets, stats }: NccResult): void {
  const files = Object.keys(assets);
  if (files.length > 0)
    throw new Error(
      `The bundle is not one file but also has: ${files.join(', ')}. See NEVER_REACHED in scripts/build/bundle.ts.`,
    );
  const used = stats.toJson({ modules: true, nestedModules: true }).modules.filter(({ orphan }) => !orphan);
  const whole = namesOf(used).filter((name) => /node_modules\/@(aws-sdk|smithy)\/.*\/dist-cjs\//.test(name));
  if (whole.length > 0)
    throw new Error(
      `The bundle contains CommonJS of the AWS SDK: ${whole.join(', ')}. See scripts/build/tsconfig.bundle.json.`,
    );
}

function namesOf(modules: readonly NccModule[]): string[] {
  return modules.flatMap(({ name, modules: inner = [] }) => [name, ...namesOf(inner)]);
}

/**
 * ncc's own `--minify` only shortens names; dead code that tree-shaking found is removed only by compression. Names of
 * functions and classes are kept: the SDK reads some, and people read them in stack traces.
 */
async function minified(code: string): Promise<string> {
  const kept = { keep_classnames: true, keep_fnames: true };
  return (await minify(code, { compress: kept, mangle: kept, module: false, toplevel: true })).code;
}

if (require.main === module) {
  const [entry = '', outFile = ''] = process.argv.slice(2);
  bundle(entry, outFile).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
