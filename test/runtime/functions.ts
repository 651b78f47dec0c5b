import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What Lambda is told of a function. */
export interface DeployedFunction {
  readonly name: string;
  /** `dist/sendRedPack/index.handler`. */
  readonly handler: string;
  /** The files of its zip, relative to the root of the project. */
  readonly files: readonly string[];
  readonly memoryMb: number;
}

interface ServerlessYml {
  readonly provider: { readonly runtime: string; readonly memorySize: number };
  readonly functions: Readonly<
    Record<string, { handler: string; memorySize?: number; package: { patterns: string[] } }>
  >;
}

const SERVERLESS_YML = readFileSync(join(__dirname, '../../serverless.yml'), 'utf8');
const { provider, functions } = parse(SERVERLESS_YML, { merge: true }) as ServerlessYml;

/** `nodejs24.x`. */
export const RUNTIME = provider.runtime;

/** Every function that is deployed, so that a new one is tested here without being listed again. */
export const FUNCTIONS: readonly DeployedFunction[] = Object.entries(functions).map(
  ([
    name,
    {
      handler,
      memorySize = provider.memorySize,
      package: { patterns },
    },
  ]) => ({ name, handler, files: patterns, memoryMb: memorySize }),
);

export const NAMES: readonly string[] = FUNCTIONS.map(({ name }) => name);

export function functionNamed(name: string): DeployedFunction {
  const found = FUNCTIONS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`serverless.yml has no function ${name}`);
  return found;
}
