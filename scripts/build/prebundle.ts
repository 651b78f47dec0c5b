import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/**
 * The tsconfig from which esbuild takes `paths`. By default it bundles the AWS SDK's CommonJS build, which cannot be
 * tree-shaken: `mainFields` below selects the ES modules of most packages, and the paths select them for the packages
 * whose `exports` name CommonJS first for Node.
 */
const PATHS = join(__dirname, 'tsconfig.bundle.json');

/**
 * Modules that the SDK imports on demand and never needs in a function: Lambda provides credentials in the environment,
 * which the SDK checks first, and no call here streams events. As external `require` calls they add nothing to the size.
 */
export const NEVER_REACHED: readonly string[] = [
  ...['sso', 'ini', 'process', 'web-identity', 'http'].map((name) => `@aws-sdk/credential-provider-${name}`),
  ...['@smithy/credential-provider-imds', '@smithy/core/event-streams'],
];

/** `keepNames` also sets the names of function declarations, which have them already. */
const NEEDLESS_NAME = /^__name\((\w+), "\1"\);\n/gm;

/**
 * What `keepNames` calls for every function, each time one is made: the SDK makes dozens of arrow functions for a
 * call, and naming them takes 2 % of a send. Only what has a prototype, such as a class, is named by the second.
 */
const NAME_ALL =
  'var __name = (target, value) => __defProp(target, "name", { value, configurable: true });\n';
const NAME_CLASSES = NAME_ALL.replace('=> ', '=> !("prototype" in target) ? target : ');

/** What would fail only in the bundle, and why. */
const UNUSABLE = [
  [/\b(__dirname|__filename|import\.meta)\b/, 'reads files beside a module, which would not be in its zip'],
  [
    /\bDynamic require of\b/,
    'has a CommonJS module that requires an external one; import an ES module instead',
  ],
] as const;

/**
 * Merges each entry and the modules that it uses into one ES module, without types and unused exports. ncc takes
 * seconds for the hundreds of modules of a function, and less than one second for this file.
 * @param root the folder that paths in the code are relative to
 * @param entries source files by name
 * @returns the code by name
 * @throws Error if an entry does not compile, cannot be one file, or is not tree-shaken
 */
export async function prebundle(
  root: string,
  entries: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir: root,
    write: false,
    metafile: true,
    logLevel: 'silent',
    bundle: true,
    // ncc starts an ES module directly, but CommonJS from a function that V8 first only scans: 10 ms more to load.
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    tsconfig: PATHS,
    mainFields: ['module', 'main'],
    external: [...NEVER_REACHED],
    // The SDK reads names of classes, and people read them in stack traces.
    keepNames: true,
  });
  for (const { inputs } of Object.values(metafile.outputs)) check(metafile, Object.keys(inputs));
  return new Map(
    Object.keys(entries).map((name) => {
      const code = outputFiles.find(({ path }) => path === join(root, `${name}.js`))?.text;
      if (code === undefined) throw new Error(`esbuild returned no code for ${name}.`);
      for (const [pattern, problem] of UNUSABLE)
        if (pattern.test(code)) throw new Error(`The bundle of ${name} ${problem}.`);
      if (!code.includes(NAME_ALL))
        throw new Error('esbuild names functions in another way than NAME_ALL says.');
      return [name, code.replace(NAME_ALL, NAME_CLASSES).replace(NEEDLESS_NAME, '')];
    }),
  );
}

/** A new release of the SDK may move its files; without this check only size and load time would show it. */
function check({ inputs }: Metafile, used: readonly string[]): void {
  const late = used.flatMap((file) =>
    (inputs[file]?.imports ?? [])
      .filter(({ kind, external }) => kind === 'dynamic-import' && external !== true)
      .map(({ path }) => path),
  );
  if (late.length > 0)
    throw new Error(
      `The bundle contains modules that are loaded on demand: ${late.join(', ')}. ` +
        'Import them statically, or see NEVER_REACHED in scripts/build/prebundle.ts.',
    );
  const whole = used.filter((file) => /node_modules\/@(aws-sdk|smithy)\/.*\/dist-cjs\//.test(file));
  if (whole.length > 0)
    throw new Error(
      `The bundle contains CommonJS of the AWS SDK: ${whole.join(', ')}. See scripts/build/tsconfig.bundle.json.`,
    );
}
