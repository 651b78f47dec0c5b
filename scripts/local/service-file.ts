import { readFile } from 'node:fs/promises';

/** The parts of serverless.yml that the local stack needs, with variables resolved. */
export interface Service {
  readonly stage: string;
  /** Prefix of the function names, `red-pack-dev-`. */
  readonly functionPrefix: string;
  readonly region: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The value of a param of this stage, `''` if there is none. @throws Error for one that needs another source */
  readonly param: (name: string) => string;
  readonly functions: readonly ServiceFunction[];
  /** CloudFormation properties of the table. */
  readonly table: Readonly<Record<string, unknown>>;
}

export interface ServiceFunction {
  readonly name: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Most concurrent executions; absent for no limit. */
  readonly reservedConcurrency?: number;
  readonly environment: Readonly<Record<string, string>>;
}

type Tree = Record<string, unknown>;

/** Serverless's own variables; CloudFormation's (`${AWS::Region}`) have a second colon and are left unchanged. */
const VARIABLE = /\$\{([a-z]+):(?!:)([\w.-]*)(?:,\s*(?:'([^']*)'|([^}']*)))?\}/g;

const DEFAULT_TIMEOUT_S = 6;
const DEFAULT_MEMORY_MB = 1024;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function branch(tree: Tree, ...path: string[]): Tree {
  let here = tree;
  for (const step of path) {
    const next = here[step];
    here = isTree(next) ? next : {};
  }
  return here;
}

/** Replaces the variables in a string, or in every string of a tree. */
function resolver(root: Tree, stage: string) {
  const lookUp = (source: string, name: string, fallback: string | undefined): string => {
    const known =
      source === 'sls' && name === 'stage'
        ? stage
        : source === 'self'
          ? root[name]
          : source === 'param'
            ? (branch(root, 'params', stage)[name] ?? branch(root, 'params', 'default')[name])
            : undefined;
    const value = known ?? fallback;
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new Error(`serverless.yml: the local stack cannot resolve \${${source}:${name}}`);
    }
    // A param's value may itself contain variables.
    return source === 'param' ? String(resolve(value)) : String(value);
  };
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replace(VARIABLE, (_all, source: string, name: string, quoted?: string, bare?: string) =>
        lookUp(source, name, quoted ?? bare),
      );
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (isTree(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    }
    return value;
  };
  return resolve;
}

function texts(tree: Tree): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, String(value)]));
}

/** `Fn::If: [condition, value, other]` → value; a deploy takes the other one only for the value `none`. */
function unconditional(value: unknown): unknown {
  const parts = isTree(value) ? value['Fn::If'] : undefined;
  return Array.isArray(parts) ? parts[1] : value;
}

/** @throws Error for anything but a whole number or `none`, which a deploy would refuse as well. */
function toConcurrency(name: string, given: unknown): { reservedConcurrency?: number } {
  const value = unconditional(given);
  if (value === undefined || value === 'none') return {};
  // A param is text.
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0)
    return { reservedConcurrency: count };
  throw new Error(
    `serverless.yml: reservedConcurrency of ${name} is not a whole number: ${JSON.stringify(value)}`,
  );
}

/** @param root whose `resources` may be a list; files that it includes are not read, and hold no table */
function findTable(root: Tree): Tree {
  const parts = [root.resources].flat().filter(isTree);
  const tables = parts
    .flatMap((part) => Object.values(branch(part, 'Resources')))
    .filter(isTree)
    .filter((resource) => resource.Type === 'AWS::DynamoDB::Table');
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    throw new Error(`serverless.yml: expected one DynamoDB table, found ${tables.length}`);
  }
  return branch(table, 'Properties');
}

/**
 * Reads functions, environment and table from serverless.yml, so that the local stack needs no copy of them.
 * @throws Error that names a variable that is not one of `self`, `sls:stage` and `param` and has no default.
 */
export async function readService(file: string, stage = 'dev'): Promise<Service> {
  // Loaded only here: commands that read no service file start sooner.
  const { parse } = require('yaml') as typeof import('yaml');
  const root = parse(await readFile(file, 'utf8'), { merge: true }) as Tree;
  const resolve = resolver(root, stage);
  const provider = branch(root, 'provider');
  const service = String(root.service);
  const functions = Object.entries(branch(root, 'functions')).map(([name, value]) => {
    const own = isTree(value) ? value : {};
    return {
      name,
      timeoutMs: Number(own.timeout ?? provider.timeout ?? DEFAULT_TIMEOUT_S) * 1000,
      memoryMb: Number(own.memorySize ?? provider.memorySize ?? DEFAULT_MEMORY_MB),
      ...toConcurrency(name, resolve(own.reservedConcurrency)),
      environment: texts(resolve(branch(own, 'environment')) as Tree),
    };
  });
  return {
    stage,
    functionPrefix: `${service}-${stage}-`,
    region: String(resolve(provider.region)),
    runtime: String(provider.runtime),
    environment: texts(resolve(branch(provider, 'environment')) as Tree),
    param: (name) => {
      const of = (group: string): unknown => branch(root, 'params', group)[name];
      return String(resolve(of(stage) ?? of('default') ?? ''));
    },
    functions,
    table: resolve(findTable(root)) as Tree,
  };
}
