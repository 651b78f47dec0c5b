import { type BaseIssue, type BaseSchema, safeParse } from 'valibot';
import { ParamError } from './errors';
import { safeName } from './log';

/** What a function is invoked with, once `shared/lambda` has let it through. */
export type Params = Readonly<Record<string, unknown>>;

/** ParamError when `params` holds a name that is not in `known`: a mistyped option must not be dropped in silence. */
export function refuseUnknown(params: Params, known: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ParamError(
      `${JSON.stringify(safeName(unknown))} is not a known param; known are ${known.join(', ')}.`,
    );
  }
}

/** The value of one param by its schema; ParamError with the schema's own sentence otherwise. */
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

/** How many of the named params are given, where null and undefined count as not given. */
export function given(params: Params, names: readonly string[]): string[] {
  return names.filter((name) => params[name] !== undefined && params[name] !== null);
}
