/** The faults that the admin API accepts. */
import * as v from 'valibot';
import { CALLS } from '../protocol/calls';

/** `before`: the call has no effect. `after`: it takes full effect, and only the response is corrupted. */
const when = v.optional(v.picklist(['before', 'after']), 'before');
const text = v.string();
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));

/** Ways to corrupt the XML of a response. */
export const XML_SHAPES = [
  'cut',
  'repeated',
  'doctype',
  'comment',
  'nested',
  'attribute',
  'trailing',
  'empty',
  'huge',
] as const;
export type XmlShape = (typeof XML_SHAPES)[number];

export const FaultSchema = v.variant('kind', [
  /** A business failure with any code, also numeric or unlisted ones. `order: false` leaves the echo out. */
  v.strictObject({
    kind: v.literal('answer'),
    err_code: v.pipe(text, v.regex(/^\w{1,64}$/, 'an err_code is letters, digits and _')),
    err_code_des: v.optional(text),
    return_code: v.optional(v.picklist(['SUCCESS', 'FAIL']), 'SUCCESS'),
    order: v.optional(v.boolean(), true),
    when,
  }),
  /** return_code FAIL and nothing more. */
  v.strictObject({ kind: v.literal('fail'), return_msg: v.optional(text, '签名错误'), when }),
  /** Never responds; the connection stays open until the caller gives up. */
  v.strictObject({ kind: v.literal('timeout'), when }),
  /** A TCP reset instead of a response; `partial`: after the headers and half the body of a success. */
  v.strictObject({ kind: v.literal('reset'), partial: v.optional(v.boolean(), false), when }),
  /** An HTTP status with a body: an HTML page by default, `answer` for the true XML, or any text. */
  v.strictObject({
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    body: v.optional(text),
    headers: v.optional(
      v.record(v.pipe(text, v.regex(/^[A-Za-z-]+$/)), v.pipe(text, v.regex(/^[\x20-\x7e]*$/))),
    ),
    when,
  }),
  /** The 400 page for a missing or refused certificate; the call never takes effect. */
  v.strictObject({ kind: v.literal('certificate'), page: v.picklist(['absent', 'refused']) }),
  v.strictObject({ kind: v.literal('xml'), shape: v.picklist(XML_SHAPES), when }),
  /** The true response with other values, so that the echo of a success differs from the request. */
  v.strictObject({
    kind: v.literal('echo'),
    change: v.strictObject({
      mch_billno: v.optional(text),
      re_openid: v.optional(text),
      total_amount: v.optional(text),
      mch_id: v.optional(text),
      sign: v.optional(text),
    }),
  }),
  /** The true response, late. `before` waits and then takes effect, `after` the other way round. */
  v.strictObject({ kind: v.literal('slow'), delayMs: ms, when }),
  /** Never responds, and a send takes effect only after `afterMs` of sandbox time. */
  v.strictObject({ kind: v.literal('late'), afterMs: ms }),
  /** A new order stays PROCESSING for `forMs` of sandbox time, and is then paid or failed. */
  v.strictObject({
    kind: v.literal('processing'),
    forMs: ms,
    ending: v.optional(v.picklist(['paid', 'failed']), 'paid'),
  }),
]);

export type Fault = v.InferOutput<typeof FaultSchema>;

/** A fault and the calls it hits: the next `times` that match, or `always`. */
export const FaultOrderSchema = v.strictObject({
  call: v.optional(v.picklist([...CALLS, 'send', 'any']), 'any'),
  mch_billno: v.optional(text),
  times: v.optional(
    v.union(
      [v.literal('always'), v.pipe(v.number(), v.integer(), v.minValue(1))],
      'a positive number or "always"',
    ),
    1,
  ),
  /** Number of matching calls to let pass first. */
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  fault: FaultSchema,
});

export type FaultOrder = v.InferOutput<typeof FaultOrderSchema>;
/** A fault as a caller may write it, without defaults. */
export type FaultInput = v.InferInput<typeof FaultOrderSchema>;
