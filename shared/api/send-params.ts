import {
  type BaseIssue,
  check,
  forward,
  type InferOutput,
  integer,
  number,
  object,
  optional,
  partialCheck,
  pipe,
  regex,
  string,
  transform,
} from 'valibot';
import { PACKETS, type PacketType } from '../packets';
import type { Range } from '../packets/packet';
import { yuanToFen } from './money';
import type { GatewayType } from './responses';
import { breaks } from './rule';
import { oneOf, optionalParam, type Params, parseParams, sized } from './schema';
import { isCarriedByXml } from './text';

export const DEFAULT_GATEWAY_TYPE = 'weixin_tenpay';
export const GATEWAY_TYPES = [
  DEFAULT_GATEWAY_TYPE,
  'weixin_tenpay_js',
  'weixin_tenpay_native',
  'weixin_tenpay_app',
  'weixin_tenpay_wap',
] as const satisfies readonly GatewayType[];

const SCENE_IDS = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `PRODUCT_${n}`);

/** A string that XML can carry unchanged. */
function text(maxBytes: number) {
  return pipe(sized(maxBytes), check(isCarriedByXml, breaks({ rule: 'xml' })));
}

/** A pasted space or zero-width character would make this an openid that nobody has. */
const openidRule = breaks({ rule: 'openid' });

export const openidSchema = pipe(string(openidRule), regex(/^[0-9A-Za-z_-]{1,32}$/, openidRule));

const appidRule = breaks({ rule: 'appid' });
const integerRule = breaks({ rule: 'integer' });

export const idempotencyKeySchema = pipe(
  sized(128),
  check((value) => value.isWellFormed(), breaks({ rule: 'well-formed' })),
);

/** The params by their documented order. `total_amount` is yuan before, and integer fen behind this schema. */
const params = object({
  type: oneOf(Object.keys(PACKETS) as PacketType[]),
  re_openid: openidSchema,
  send_name: text(32),
  official_account_id: pipe(string(appidRule), regex(/^[A-Za-z0-9]{1,32}$/, appidRule)),
  total_amount: pipe(
    number(breaks({ rule: 'yuan' })),
    transform(yuanToFen),
    number(breaks({ rule: 'decimals' })),
  ),
  total_num: pipe(number(integerRule), integer(integerRule)),
  act_name: text(32),
  remark: text(256),
  wishing: text(128),
  scene_id: optionalParam(oneOf(SCENE_IDS)),
  risk_info: optionalParam(text(128)),
  gateway_type: pipe(
    optionalParam(oneOf(GATEWAY_TYPES)),
    transform((value) => value ?? DEFAULT_GATEWAY_TYPE),
  ),
  // `null` and `''` are errors, not "none": a caller whose key got lost must not pay twice.
  idempotency_key: optional(idempotencyKeySchema),
});

function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}

function averageFen(type: PacketType, sceneId: string | null): Range {
  const { withScene, withoutScene } = PACKETS[type].averageFen;
  return sceneId === null ? withoutScene : withScene;
}

/** What the checks across params look at. */
type Checked = Pick<InferOutput<typeof params>, 'type' | 'total_num' | 'scene_id'>;

const schema = pipe(
  params,
  forward(
    partialCheck(
      [['type'], ['total_num']],
      ({ type, total_num }) => isWithin(total_num, PACKETS[type].totalNum),
      breaks(({ input: { type } }: BaseIssue<Pick<Checked, 'type'>>) => ({
        ...{ rule: 'shares', type },
        ...PACKETS[type].totalNum,
      })),
    ),
    ['total_num'],
  ),
  forward(
    partialCheck(
      [['type'], ['total_num'], ['total_amount'], ['scene_id']],
      ({ type, total_num, total_amount, scene_id }) =>
        // A wrong `total_num` has its own sentence; an average over it would mean nothing.
        !isWithin(total_num, PACKETS[type].totalNum) ||
        isWithin(total_amount / total_num, averageFen(type, scene_id)),
      breaks(({ input: { type, total_num, scene_id } }: BaseIssue<Checked>) => ({
        ...{ rule: 'amount', isAverage: total_num > 1, hasScene: scene_id !== null },
        ...averageFen(type, scene_id),
      })),
    ),
    ['total_amount'],
  ),
  transform(({ total_amount, ...rest }) => ({ ...rest, total_fen: total_amount })),
);

/** Validated params of a payment and the caller's key. Money is integer fen from here on; absent options are null. */
export type SendRequest = Readonly<InferOutput<typeof schema>>;

/** What is paid: all params but the key. */
export type SendParams = Omit<SendRequest, 'idempotency_key'>;

/** Names of the params that make two sends the same payment, as callers know them. */
export const PAYMENT_PARAMS = Object.keys(params.entries).filter(
  (name) => name !== 'idempotency_key',
) as (keyof Omit<typeof params.entries, 'idempotency_key'>)[];

/**
 * Params of `sendRedPack` → a validated payment.
 * @throws ParamError with a sentence for each missing or wrong param; nothing has been touched by then.
 */
export function parseSendParams(event: Params): SendRequest {
  return parseParams(schema, event);
}
