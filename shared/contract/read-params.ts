import { integer, literal, maxValue, minValue, number, pipe, string } from 'valibot';
import { ParamError } from './errors';
import { given, type Params, readField, refuseUnknown } from './fields';
import { readIdempotencyKey } from './send-params';

/** How one record is named. */
export type Lookup =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'mch_billno'; readonly mch_billno: string }
  | { readonly by: 'idempotency_key'; readonly idempotency_key: string };

export interface ListParams {
  readonly limit: number;
  readonly offset: number;
}

/** `{ settle: true }`, or with `all: true` every record not at its end, due or not. */
export interface SettleParams {
  readonly all: boolean;
}

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
export function readListParams(params: Params): ListParams {
  refuseUnknown(params, ['limit', 'offset']);
  return {
    limit: params.limit === undefined ? DEFAULT_LIMIT : readField(params, 'limit', limitSchema),
    offset: params.offset === undefined ? 0 : readField(params, 'offset', offsetSchema),
  };
}

/** Params of `getSentRedPack`: exactly one of `id`, `idempotency_key`. @throws ParamError */
export function readGetParams(params: Params): Lookup {
  refuseUnknown(params, ['id', 'idempotency_key']);
  return readLookup(params, ['id', 'idempotency_key']);
}

/** Params of `getRedPackStatus`: exactly one way to name a record, or an order to settle. @throws ParamError */
export function readStatusParams(params: Params): Lookup | SettleParams {
  refuseUnknown(params, ['id', 'mch_billno', 'idempotency_key', 'settle', 'all']);
  const names = ['id', 'mch_billno', 'idempotency_key'];
  if (params.settle === undefined) {
    if (params.all !== undefined) throw new ParamError('all goes only with settle: true.');
    return readLookup(params, names);
  }
  readField(params, 'settle', literal(true, 'must be true where it is given.'));
  const beside = given(params, names)[0];
  if (beside !== undefined) throw new ParamError(`${beside} must not be given beside settle.`);
  if (params.all !== undefined) readField(params, 'all', literal(true, 'must be true where it is given.'));
  return { all: params.all === true };
}

function readLookup(params: Params, names: readonly string[]): Lookup {
  // A key given as null or '' is an error wherever it is given, as in a send.
  const key = readIdempotencyKey(params);
  const [name, second] = given(params, names);
  if (name === undefined || second !== undefined) {
    const what = second === undefined ? 'is missing' : `and ${second} were both given`;
    throw new ParamError(`${name ?? names.join(' or ')} ${what}: give exactly one of ${names.join(', ')}.`);
  }
  if (key !== null) return { by: 'idempotency_key', idempotency_key: key };
  const value = readField(params, name, string('must be a string.'));
  return name === 'mch_billno' ? { by: 'mch_billno', mch_billno: value } : { by: 'id', id: value };
}
