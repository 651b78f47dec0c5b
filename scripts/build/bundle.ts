import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { minify } from '@swc/core';
import ncc, { type NccModule, type NccResult } from '@vercel/ncc';

/**
 * Where ncc looks for `paths`. By itself it takes the AWS SDK's CommonJS build, of which nothing can be left out:
 * `mainFields` below turn it to the ES modules of most packages, and the paths to those of the packages whose
 * `exports` name CommonJS first for Node.
 */
const PATHS = join(__dirname, 'tsconfig.bundle.json');

/**
 * What the SDK imports only when it must, and in a function never must: Lambda gives credentials in the environment,
 * which is looked at first, and no call here streams events. Left as a late `require`, they weigh nothing.
 */
const NEVER_REACHED = [
  ...['sso', 'ini', 'process', 'web-identity', 'http'].map((name) => `@aws-sdk/credential-provider-${name}`),
  ...['@smithy/credential-provider-imds', '@smithy/core/event-streams'],
];

/** One file of CommonJS, minified, from an entry of ES modules. @throws if it would not be one file, or not shaken */
export async function bundle(entry: string, outFile: string): Promise<void> {
  process.env.TS_NODE_PROJECT = PATHS;
  const mainFields = ['module', 'main'];
  const built = await ncc(entry, { cache: false, quiet: true, mainFields, externals: NEVER_REACHED });
  check(built);
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, await minified(built.code));
}

/** A new release of the SDK may move its files, which would only show in the size and the load time. */
function check({ assets, stats }: NccResult): void {
  const files = Object.keys(assets);
  if (files.length > 0)
    throw new Error(
      `The bundle is not one file: ${files.join(', ')}; see NEVER_REACHED in scripts/build/bundle.ts.`,
    );
  const used = stats.toJson({ modules: true, nestedModules: true }).modules.filter(({ orphan }) => !orphan);
  const whole = namesOf(used).filter((name) => /node_modules\/@(aws-sdk|smithy)\/.*\/dist-cjs\//.test(name));
  if (whole.length > 0)
    throw new Error(
      `The bundle holds CommonJS of the AWS SDK: ${whole.join(', ')}; see scripts/build/tsconfig.bundle.json.`,
    );
}

function namesOf(modules: readonly NccModule[]): string[] {
  return modules.flatMap(({ name, modules: inner = [] }) => [name, ...namesOf(inner)]);
}

/**
 * ncc's own `--minify` only shortens names; what tree-shaking has cut loose goes only if the code is compressed.
 * Names of functions and classes stay: the SDK reads some, and people read them in stack traces.
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
