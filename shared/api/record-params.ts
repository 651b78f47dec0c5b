import {
  array,
  boolean,
  check,
  custom,
  forward,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  nullish,
  number,
  object,
  optional,
  partialCheck,
  picklist,
  pipe,
  regex,
  string,
} from 'valibot';
import { ParamError } from './errors';
import { type Params, parseParams } from './schema';
import { idempotencyKeySchema, openidSchema } from './send-params';
import { utf8Length } from './text';

/** The ways to name one record. */
export type Lookup =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'mch_billno'; readonly mch_billno: string }
  | { readonly by: 'idempotency_key'; readonly idempotency_key: string };

export interface GetParams {
  readonly lookup: Lookup;
  /** Whether to add the fields of `RecordDetails`. */
  readonly details: boolean;
}

export interface PageParams {
  readonly limit: number;
  readonly offset: number;
}

export interface ListParams extends PageParams {
  /** Only the packets of this recipient. */
  readonly re_openid: string | null;
  readonly details: boolean;
}

/** An operator's finding about one record, from WeChat's merchant platform or support. */
export interface Resolution {
  readonly id: string;
  readonly outcome: 'paid' | 'refused';
  /** The reason; it is kept in the record. */
  readonly note: string;
  /** WeChat's number of the packet, if known. */
  readonly send_listid?: string | undefined;
}

/** A list of records that are not final: `person` are those that only an operator can decide. */
export interface UnfinishedParams {
  readonly list: 'open' | 'retry' | 'person';
  readonly cursor: string | null;
}

/**
 * A recovery pass, where `all` covers every unfinished record, due or not; or an operator's word: a list of unfinished
 * records, parked ones to send again, or a decision on one record.
 */
export type RecoverParams =
  | { readonly all: boolean }
  | UnfinishedParams
  | { readonly retry: readonly string[] }
  | { readonly resolve: Resolution };

/** `rule` ends a sentence that begins with the param's name. */
function integerWithin(min: number, max: number, rule: string) {
  return pipe(number(rule), integer(rule), minValue(min, rule), maxValue(max, rule));
}

const details = optional(boolean('must be true or false.'), false);

const listSchema = object({
  limit: optional(integerWithin(1, 1_000, 'must be an integer from 1 to 1000.'), 20),
  offset: optional(integerWithin(0, Number.MAX_SAFE_INTEGER, 'must be an integer of 0 or more.'), 0),
  // `null` and `''` are errors, not "no filter": a caller who lost the openid would get everybody's packets.
  re_openid: optional(openidSchema),
  details,
});

// An id or order number of the wrong form names no record, which is a 404.
const name = nullish(string('must be a string.'));
const lookupEntries = { id: name, mch_billno: name, idempotency_key: optional(idempotencyKeySchema) };
const statusSchema = object(lookupEntries);
const getSchema = object({ ...lookupEntries, details });

function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** So many parked records are sent again well within one invocation, at 2 a second. */
const MAX_RETRIED = 500;
const retryRule = `must be an array of 1 to ${MAX_RETRIED} ids, each 24 lower-case hex digits.`;

const recoverSchema = object({
  all: optional(literal(true, 'must be true if it is given.')),
  list: optional(picklist(['open', 'retry', 'person'], 'must be "open", "retry" or "person".')),
  cursor: optional(string('must be the cursor of the page before.')),
  retry: optional(
    pipe(
      array(pipe(string(retryRule), regex(/^[0-9a-f]{24}$/, retryRule)), retryRule),
      minLength(1, retryRule),
      maxLength(MAX_RETRIED, retryRule),
    ),
  ),
  resolve: optional(custom<Params>(isObject, 'must be an object with id, outcome and note.')),
});

const MAX_NOTE_BYTES = 1024;
const noteRule = 'must say why: it is kept as the reason.';
const resolutionSchema = pipe(
  object({
    id: pipe(string('must be a string.'), regex(/^[0-9a-f]{24}$/, 'must be 24 lower-case hex digits.')),
    outcome: picklist(['paid', 'refused'], 'must be "paid" or "refused".'),
    note: pipe(
      string('must be a string: it is kept as the reason.'),
      check((note) => note.trim() !== '', noteRule),
      check((note) => utf8Length(note) <= MAX_NOTE_BYTES, `must be at most ${MAX_NOTE_BYTES} UTF-8 bytes.`),
    ),
    send_listid: optional(pipe(string('must be a string.'), regex(/^\d{1,32}$/, 'must be 1 to 32 digits.'))),
  }),
  forward(
    partialCheck(
      [['outcome'], ['send_listid']],
      ({ outcome, send_listid }) => outcome === 'paid' || send_listid === undefined,
      'goes only with the outcome "paid".',
    ),
    ['send_listid'],
  ),
);

/** Params of `getSentRedPackList`. @throws ParamError */
export function parseListParams(params: Params): ListParams {
  const { re_openid = null, ...rest } = parseParams(listSchema, params);
  return { ...rest, re_openid };
}

/** Params of `getSentRedPack`: exactly one way to name a record. @throws ParamError */
export function parseGetParams(params: Params): GetParams {
  const parsed = parseParams(getSchema, params);
  return { lookup: lookupOf(parsed), details: parsed.details };
}

/** Params of `getRedPackStatus`: exactly one way to name a record. @throws ParamError */
export function parseStatusParams(params: Params): Lookup {
  return lookupOf(parseParams(statusSchema, params));
}

/** Params of `recoverRedPacks`. @throws ParamError */
export function parseRecoverParams(params: Params): RecoverParams {
  const parsed = parseParams(recoverSchema, params);
  const { all, list, cursor, retry, resolve } = parsed;
  const [first, second] = (['all', 'list', 'retry', 'resolve'] as const).filter(
    (one) => parsed[one] !== undefined,
  );
  if (second !== undefined) throw new ParamError(`${first} and ${second} were both given: give one of them.`);
  if (cursor !== undefined && list === undefined) throw new ParamError('cursor goes only with list.');
  if (list !== undefined) return { list, cursor: cursor ?? null };
  if (retry !== undefined) return { retry };
  if (resolve !== undefined) return { resolve: parseParams(resolutionSchema, resolve) };
  return { all: all === true };
}

type Named = { readonly [name in Lookup['by']]?: string | null | undefined };

function lookupOf({ id, mch_billno, idempotency_key }: Named): Lookup {
  const lookups: Lookup[] = [];
  if (id != null) lookups.push({ by: 'id', id });
  if (mch_billno != null) lookups.push({ by: 'mch_billno', mch_billno });
  if (idempotency_key != null) lookups.push({ by: 'idempotency_key', idempotency_key });
  const [lookup, second] = lookups;
  const rule = 'give exactly one of id, mch_billno, idempotency_key.';
  if (lookup === undefined) throw new ParamError(`id, mch_billno or idempotency_key is missing: ${rule}`);
  if (second !== undefined) throw new ParamError(`${lookup.by} and ${second.by} were both given: ${rule}`);
  return lookup;
}
