import { check, integer, number, picklist, pipe, regex, string } from 'valibot';
import { ParamError } from './errors';
import { type Params, parseField, refuseUnknown } from './fields';
import { yuanToFen } from './money';
import { DEFAULT_GATEWAY_TYPE, GATEWAY_TYPES, type SendParams, TYPES } from './payment-params';
import { isCarriedByXml, utf8Length } from './text';

const SCENE_IDS = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `PRODUCT_${n}`);

const NAMES = [
  'type',
  're_openid',
  'send_name',
  'official_account_id',
  'total_amount',
  'total_num',
  'act_name',
  'remark',
  'wishing',
  'scene_id',
  'risk_info',
  'gateway_type',
  'idempotency_key',
];

/** Fen per packet. A scene widens the range that WeChat may have granted (send page, 2025: 1–200 yuan without one). */
const PLAIN_FEN = { min: 100, max: 20_000 };
const SCENE_FEN = { min: 30, max: 499_900 };

function oneOf<const T extends readonly string[]>(words: T) {
  return picklist(words, `must be one of ${words.join(', ')}.`);
}

/** A string of 1..maxBytes UTF-8 bytes. */
function sized(maxBytes: number) {
  const rule = `must be a string of 1 to ${maxBytes} UTF-8 bytes`;
  return pipe(
    string(`${rule}.`),
    check(
      (value) => value !== '' && utf8Length(value) <= maxBytes,
      ({ input }) => `${rule}; it has ${utf8Length(input)}.`,
    ),
  );
}

/** A string that XML can carry unchanged. */
function text(maxBytes: number) {
  return pipe(
    sized(maxBytes),
    check(isCarriedByXml, 'must not hold carriage returns, other control characters or lone surrogates.'),
  );
}

/** A pasted space or zero-width character would make this an openid that nobody has. */
const openidRule =
  'must be the openid of the recipient: 1 to 32 letters, digits, "_" and "-", with no spaces or invisible characters.';

const schemas = {
  type: oneOf(TYPES),
  re_openid: pipe(string(openidRule), regex(/^[0-9A-Za-z_-]{1,32}$/, openidRule)),
  send_name: text(32),
  official_account_id: pipe(
    string('must be a string, the appid of the official account.'),
    regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits, the appid of the official account.'),
  ),
  total_amount: number('must be a number of yuan.'),
  total_num: pipe(number('must be an integer.'), integer('must be an integer.')),
  act_name: text(32),
  remark: text(256),
  wishing: text(128),
  scene_id: oneOf(SCENE_IDS),
  risk_info: text(128),
  gateway_type: oneOf(GATEWAY_TYPES),
  idempotency_key: pipe(
    sized(128),
    check((value) => value.isWellFormed(), 'must not hold lone surrogates.'),
  ),
};

function optional<T>(params: Params, name: string, schema: Parameters<typeof parseField<T>>[2]): T | null {
  const value = params[name];
  return value === undefined || value === null || value === '' ? null : parseField(params, name, schema);
}

/** The caller's validated key, or null if none is given. `null` and `''` are errors, not "none". */
export function parseIdempotencyKey(params: Params): string | null {
  return params.idempotency_key === undefined
    ? null
    : parseField(params, 'idempotency_key', schemas.idempotency_key);
}

/**
 * Params of `sendRedPack` → a validated payment.
 * @throws ParamError with one sentence naming the first invalid param; nothing has been touched by then.
 */
export function parseSendParams(params: Params): SendParams {
  refuseUnknown(params, NAMES);
  const type = parseField(params, 'type', schemas.type);
  const total_num = parseTotalNum(params, type);
  const scene_id = optional(params, 'scene_id', schemas.scene_id);
  return {
    type,
    re_openid: parseField(params, 're_openid', schemas.re_openid),
    send_name: parseField(params, 'send_name', schemas.send_name),
    official_account_id: parseField(params, 'official_account_id', schemas.official_account_id),
    total_fen: parseTotalFen(params, total_num, scene_id),
    total_num,
    act_name: parseField(params, 'act_name', schemas.act_name),
    remark: parseField(params, 'remark', schemas.remark),
    wishing: parseField(params, 'wishing', schemas.wishing),
    scene_id,
    risk_info: optional(params, 'risk_info', schemas.risk_info),
    gateway_type: optional(params, 'gateway_type', schemas.gateway_type) ?? DEFAULT_GATEWAY_TYPE,
  };
}

function parseTotalNum(params: Params, type: SendParams['type']): number {
  const num = parseField(params, 'total_num', schemas.total_num);
  // WeChat returns PARAM_ERROR outside these (live, 2019): one for a normal packet, 3 to 20 for a group.
  if (type === 'normal' && num !== 1) throw new ParamError('total_num must be 1 for a normal red packet.');
  if (type === 'fission' && (num < 3 || num > 20)) {
    throw new ParamError('total_num must be 3 to 20 for a fission red packet.');
  }
  return num;
}

function parseTotalFen(params: Params, num: number, sceneId: string | null): number {
  const fen = yuanToFen(parseField(params, 'total_amount', schemas.total_amount));
  if (fen === null)
    throw new ParamError('total_amount must be a positive number of yuan with at most two decimals.');
  const { min, max } = sceneId === null ? PLAIN_FEN : SCENE_FEN;
  if (fen < min * num || fen > max * num) {
    const range = `${(min / 100).toFixed(2)} to ${(max / 100).toFixed(2)} yuan`;
    const scene = sceneId === null ? 'without a scene_id' : 'with a scene_id';
    throw new ParamError(`total_amount must be ${range} ${num > 1 ? 'per packet on average ' : ''}${scene}.`);
  }
  return fen;
}
