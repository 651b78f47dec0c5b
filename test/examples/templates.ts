import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { must } from '../contract/harness';

export const EXAMPLES = join(__dirname, '../../examples');

/** The examples that are CloudFormation templates as they stand. */
export const TEMPLATES = ['schedule', 'event', 'rule', 'step-functions'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

type Tree = Record<string, unknown>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Tree;
}

export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '000000000000',
};

export function templateFile(name: TemplateName): string {
  return join(EXAMPLES, name, 'template.yml');
}

/**
 * Reads a template as CloudFormation does: YAML 1.1, in which a bare `OFF` is `false`, and no aliases.
 * @throws when the template has an alias
 */
export function readTemplate(name: TemplateName): Template {
  return parse(readFileSync(templateFile(name), 'utf8'), { version: '1.1', maxAliasCount: 0 }) as Template;
}

export function readExample(name: TemplateName, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(EXAMPLES, name, file), 'utf8'));
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Resolves parameters in a tree, in `Ref` and `Fn::Sub`. A `Ref` or `Fn::GetAtt` of a resource stays as it is: only
 * CloudFormation knows its value.
 */
function resolve(tree: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(tree)) return tree.map((item) => resolve(item, values));
  if (!isTree(tree)) return tree;
  const { Ref, 'Fn::Sub': text } = tree;
  if (typeof Ref === 'string') return Ref in values ? values[Ref] : tree;
  if (typeof text === 'string')
    return text.replace(/\$\{([\w:]+)\}/g, (_, name: string) => String(must(values[name], name)));
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, resolve(value, values)]));
}

/** The resources of a template as deployed with the given parameters. */
export function deployed(name: TemplateName, parameters: Tree = {}): Template['Resources'] {
  const { Parameters, Resources } = readTemplate(name);
  const defaults = Object.entries(Parameters).map(([key, { Default }]) => [key, Default]);
  const values = { ...PSEUDO_PARAMETERS, ...Object.fromEntries(defaults), ...parameters };
  return resolve(Resources, values) as Template['Resources'];
}

/** The properties of the one resource of a type. */
export function propertiesOf<T>(resources: Template['Resources'], type: string): T {
  const found = Object.values(resources).filter((resource) => resource.Type === type);
  if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
  return must(found[0], type).Properties as T;
}
