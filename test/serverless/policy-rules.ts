import { ACTIONS, UNSCOPABLE } from './iam-actions';

type Tree = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

/** Every object in the tree, whatever intrinsic functions stand around it. */
function objectsIn(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isTree(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** The statements of every policy in the tree; those under a condition count as if it were true. */
export function statementsIn(value: unknown): Statement[] {
  return objectsIn(value)
    .flatMap(({ Statement }) => list(Statement))
    .flatMap(objectsIn)
    .filter((found) => 'Effect' in found);
}

export function actionsOf({ Action }: Statement): string[] {
  return list(Action).map(String);
}

/** `*`, also as `{ "Fn::Sub": "*" }`. */
function isStar(value: unknown): boolean {
  return value === '*' || (isTree(value) && Object.values(value).some((inner) => list(inner)[0] === '*'));
}

function faultsOfAction(statement: Statement): string[] {
  const isAllow = statement.Effect === 'Allow';
  return actionsOf(statement).flatMap((action) => {
    // A denial may be as wide as it likes.
    if (action.includes('*')) return isAllow ? [`allows ${action}`] : [];
    return ACTIONS.has(action) ? [] : [`names ${action}, which is no action in iam-actions.ts`];
  });
}

function faultsOf(statement: Statement): string[] {
  const isAllow = statement.Effect === 'Allow';
  const faults = faultsOfAction(statement);
  for (const key of ['NotAction', 'NotResource', 'NotPrincipal']) {
    if (key in statement) faults.push(`has ${key}`);
  }
  if (isAllow && list(statement.Resource).some(isStar)) {
    const wide = actionsOf(statement).filter((action) => !UNSCOPABLE.has(action));
    if (wide.length > 0) faults.push(`allows ${wide.join(', ')} on every resource`);
  }
  const principals = isTree(statement.Principal)
    ? Object.values(statement.Principal).flatMap(list)
    : list(statement.Principal);
  if (isAllow && principals.some(isStar)) faults.push('allows everybody');
  return faults;
}

/** What breaks the rules of least privilege in a template's resources, each as `<resource> <fault>`. */
export function policyFaults(resources: Tree): string[] {
  return Object.entries(resources).flatMap(([name, resource]) => {
    const managed = objectsIn(resource).filter((found) => 'ManagedPolicyArns' in found);
    const faults = [
      ...managed.map(() => 'has ManagedPolicyArns, whose rights others may change'),
      ...statementsIn(resource).flatMap(faultsOf),
    ];
    return faults.map((fault) => `${name} ${fault}`);
  });
}
