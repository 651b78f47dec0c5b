import {
  type BaseIssue,
  type BaseSchema,
  type CheckIssue,
  check,
  type InferOutput,
  nullable,
  type ObjectEntries,
  type ObjectSchema,
  picklist,
  pipe,
  safeParse,
  string,
  transform,
  unknown,
} from 'valibot';
import { faultSentence, ParamError, type ParamFault } from './errors';
import { safeName } from './log';
import { breaks, ruleOf } from './rule';
import { utf8Length } from './text';

/** Params of an invocation, after `shared/lambda` has accepted it. */
export type Params = Readonly<Record<string, unknown>>;

/** The schema of a request: an object whose entries are its params, with or without checks across them. */
type RequestSchema = BaseSchema<unknown, unknown, BaseIssue<unknown>> &
  Pick<ObjectSchema<ObjectEntries, undefined>, 'entries'>;

/**
 * Parses the params of a request by its schema.
 * @throws ParamError with one sentence for each unknown name, or else for each missing or wrong param in the order of
 * the schema.
 */
export function parseParams<const T extends RequestSchema>(schema: T, params: Params): InferOutput<T> {
  const names = Object.keys(schema.entries);
  refuseUnknown(params, names);
  // Valibot has its own sentence for an absent key; an undefined value is judged by the param's schema.
  const given: Record<string, unknown> = {};
  for (const name of names) given[name] = params[name];
  const result = safeParse(schema, given);
  if (result.success) return result.output;
  const faults = new Map<string, ParamFault>();
  for (const issue of result.issues) {
    const param = String(issue.path?.[0]?.key);
    if (!faults.has(param))
      faults.set(param, { param, isMissing: given[param] === undefined, rule: ruleOf(issue) });
  }
  const inOrder = names.flatMap((name) => faults.get(name) ?? []);
  throw new ParamError(inOrder.map(faultSentence).join(' '), inOrder);
}

/** More unknown names than these are only counted. */
const MAX_NAMED = 3;

/** A mistyped option must not be ignored silently. */
function refuseUnknown(params: Params, known: readonly string[]): void {
  const wrong = Object.keys(params).filter((name) => !known.includes(name));
  if (wrong.length === 0) return;
  const shown = wrong.slice(0, MAX_NAMED).map((name) => JSON.stringify(safeName(name)));
  if (wrong.length > MAX_NAMED) shown.push(`${wrong.length - MAX_NAMED} more`);
  const verb = wrong.length === 1 ? 'is not a known param' : 'are not known params';
  throw new ParamError(`${new Intl.ListFormat('en').format(shown)} ${verb}; known are ${known.join(', ')}.`);
}

/** `null`, `undefined` and `''` are read as null, as if the param were not given. */
export function optionalParam<T>(schema: BaseSchema<unknown, T, BaseIssue<unknown>>) {
  return pipe(
    unknown(),
    transform((value) => (value === undefined || value === '' ? null : value)),
    nullable(schema),
  );
}

export function oneOf<const T extends readonly string[]>(words: T) {
  return picklist(words, breaks({ rule: 'one-of', words }));
}

/** A string of 1..maxBytes UTF-8 bytes. */
export function sized(maxBytes: number) {
  const rule = { rule: 'bytes', max: maxBytes } as const;
  return pipe(
    string(breaks(rule)),
    check(
      (value) => value !== '' && utf8Length(value) <= maxBytes,
      breaks(({ input }: CheckIssue<string>) => ({ ...rule, has: utf8Length(input) })),
    ),
  );
}
