import {
  check,
  integer,
  literal,
  maxValue,
  minValue,
  number,
  object,
  picklist,
  pipe,
  regex,
  string,
} from 'valibot';
import { ParamError } from './errors';
import { given, type Params, parseField, refuseUnknown } from './fields';
import { parseIdempotencyKey } from './send-params';
import { utf8Length } from './text';

/** The ways to name one record. */
export type Lookup =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'mch_billno'; readonly mch_billno: string }
  | { readonly by: 'idempotency_key'; readonly idempotency_key: string };

export interface ListParams {
  readonly limit: number;
  readonly offset: number;
}

/** An operator's finding about one record, from WeChat's merchant platform or support. */
export interface Resolution {
  readonly id: string;
  readonly outcome: 'paid' | 'refused';
  /** The reason; it is kept in the record. */
  readonly note: string;
  /** WeChat's number of the packet, if known. */
  readonly sendListid?: string | undefined;
}

/**
 * Either a recovery pass, where `all` covers every non-final record, due or not, or an operator's decision on one
 * record.
 */
export type RecoverParams = { readonly all: boolean } | { readonly resolve: Resolution };

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

const limitRule = `must be an integer from 1 to ${MAX_LIMIT}.`;
const limitSchema = pipe(
  number(limitRule),
  integer(limitRule),
  minValue(1, limitRule),
  maxValue(MAX_LIMIT, limitRule),
);
const offsetRule = 'must be an integer of 0 or more.';
const offsetSchema = pipe(
  number(offsetRule),
  integer(offsetRule),
  minValue(0, offsetRule),
  maxValue(Number.MAX_SAFE_INTEGER, offsetRule),
);

/** Params of `getSentRedPackList`. @throws ParamError */
export function parseListParams(params: Params): ListParams {
  refuseUnknown(params, ['limit', 'offset']);
  return {
    limit: params.limit === undefined ? DEFAULT_LIMIT : parseField(params, 'limit', limitSchema),
    offset: params.offset === undefined ? 0 : parseField(params, 'offset', offsetSchema),
  };
}

/** Params of `getSentRedPack`: exactly one of `id`, `idempotency_key`. @throws ParamError */
export function parseGetParams(params: Params): Lookup {
  refuseUnknown(params, ['id', 'idempotency_key']);
  return parseLookup(params, ['id', 'idempotency_key']);
}

/** Params of `getRedPackStatus`: exactly one way to name a record. @throws ParamError */
export function parseStatusParams(params: Params): Lookup {
  const names = ['id', 'mch_billno', 'idempotency_key'];
  refuseUnknown(params, names);
  return parseLookup(params, names);
}

const NOTE_BYTES = 1024;

const resolveSchemas = {
  id: pipe(string('must be a string.'), regex(/^[0-9a-f]{24}$/, 'must be 24 lower-case hex digits.')),
  outcome: picklist(['paid', 'refused'], 'must be "paid" or "refused".'),
  note: pipe(
    string('must be a string: it is kept as the reason.'),
    check((note) => note.trim() !== '', 'must say why: it is kept as the reason.'),
    check((note) => utf8Length(note) <= NOTE_BYTES, `must be at most ${NOTE_BYTES} UTF-8 bytes.`),
  ),
  send_listid: pipe(string('must be a string.'), regex(/^\d{1,32}$/, 'must be 1 to 32 digits.')),
};

/** Params of `recoverRedPacks`. @throws ParamError */
export function parseRecoverParams(params: Params): RecoverParams {
  refuseUnknown(params, ['all', 'resolve']);
  if (params.all !== undefined) parseField(params, 'all', literal(true, 'must be true where it is given.'));
  if (params.resolve === undefined) return { all: params.all === true };
  if (params.all !== undefined) throw new ParamError('all and resolve were both given: give one of them.');
  parseField(params, 'resolve', object({}, 'must be an object with id, outcome and note.'));
  return { resolve: parseResolution(params.resolve as Params) };
}

function parseResolution(params: Params): Resolution {
  refuseUnknown(params, ['id', 'outcome', 'note', 'send_listid']);
  const resolution = {
    id: parseField(params, 'id', resolveSchemas.id),
    outcome: parseField(params, 'outcome', resolveSchemas.outcome),
    note: parseField(params, 'note', resolveSchemas.note),
  };
  if (params.send_listid === undefined) return resolution;
  if (resolution.outcome === 'refused')
    throw new ParamError('send_listid goes only with the outcome "paid".');
  return { ...resolution, sendListid: parseField(params, 'send_listid', resolveSchemas.send_listid) };
}

function parseLookup(params: Params, names: readonly string[]): Lookup {
  // A key given as null or '' is an error everywhere, as in a send.
  const key = parseIdempotencyKey(params);
  const [name, second] = given(params, names);
  if (name === undefined || second !== undefined) {
    const what = second === undefined ? 'is missing' : `and ${second} were both given`;
    throw new ParamError(`${name ?? names.join(' or ')} ${what}: give exactly one of ${names.join(', ')}.`);
  }
  if (key !== null) return { by: 'idempotency_key', idempotency_key: key };
  const value = parseField(params, name, string('must be a string.'));
  return name === 'mch_billno' ? { by: 'mch_billno', mch_billno: value } : { by: 'id', id: value };
}
