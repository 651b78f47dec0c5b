import { type BaseIssue, type BaseSchema, safeParse } from 'valibot';
import { ParamError } from './errors';
import { safeName } from './log';

/** Params of an invocation, after `shared/lambda` has accepted it. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * Throws ParamError when `params` has a name that is not in `known`: a mistyped option must not be ignored silently.
 */
export function refuseUnknown(params: Params, known: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ParamError(
      `${JSON.stringify(safeName(unknown))} is not a known param; known are ${known.join(', ')}.`,
    );
  }
}

/** Parses one param by its schema; throws ParamError with the schema's own sentence. */
export function parseField<T>(
  params: Params,
  name: string,
  schema: BaseSchema<unknown, T, BaseIssue<unknown>>,
): T {
  const result = safeParse(schema, params[name], { abortEarly: true });
  if (result.success) return result.output;
  throw new ParamError(
    `${name} ${params[name] === undefined ? 'is missing: it ' : ''}${result.issues[0].message}`,
  );
}

/** The named params that are given; null and undefined count as not given. */
export function given(params: Params, names: readonly string[]): string[] {
  return names.filter((name) => params[name] !== undefined && params[name] !== null);
}
