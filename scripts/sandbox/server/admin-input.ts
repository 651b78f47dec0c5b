/** The input of the admin API, and the error for invalid input. */
import * as v from 'valibot';
import { MAX_AHEAD_DAYS, MAX_AHEAD_MS, MAX_BALANCE_FEN } from '../limits';

/** Invalid admin input; the response is a 400 with this message. */
export class AdminInputError extends Error {
  override readonly name = 'AdminInputError';
}

/** The parsed input. @throws AdminInputError that names every invalid key */
export function parseInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => {
    const path = v.getDotPath(issue);
    return path === null ? issue.message : `${path}: ${issue.message}`;
  });
  throw new AdminInputError(faults.join('; '));
}

const tooMuch = `at most ${MAX_BALANCE_FEN} fen`;
const fen = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_BALANCE_FEN, tooMuch));
const positiveFen = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BALANCE_FEN, tooMuch));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(32));

export const AccountSchema = v.strictObject({
  mchId: id,
  apiKey: v.pipe(v.string(), v.length(32, 'an APIv2 key has 32 characters')),
  certificates: v.optional(v.nullable(v.array(v.string())), null),
  appids: v.array(id),
  /** Refunds, and older versions, may have made it larger than one that can be set. */
  balanceFen: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** For an existing account: absent fields stay unchanged. */
export const AccountChangeSchema = v.strictObject({
  mchId: id,
  apiKey: v.optional(AccountSchema.entries.apiKey),
  certificates: v.optional(v.nullable(v.array(v.string()))),
  appids: v.optional(AccountSchema.entries.appids),
  balanceFen: v.optional(fen),
});

export const TopUpSchema = v.strictObject({ mchId: id, amountFen: positiveFen });

const packet = { mchId: id, mch_billno: v.pipe(v.string(), v.minLength(1), v.maxLength(28)) };

/** For a fission packet: `openid` takes one share; without it, all remaining shares are taken. */
export const OpenSchema = v.strictObject({ ...packet, openid: v.optional(id) });

/** `complete` skips the RFUND_ING state. */
export const RefundSchema = v.strictObject({ ...packet, complete: v.optional(v.boolean(), false) });

export const ClockSchema = v.pipe(
  v.strictObject({
    advanceMs: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.maxValue(MAX_AHEAD_MS, `the longest move is ${MAX_AHEAD_DAYS} days, ${MAX_AHEAD_MS} ms`),
      ),
    ),
    nowMs: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    speed: v.optional(v.pipe(v.number(), v.minValue(0), v.finite())),
  }),
  v.check(
    (input) => input.advanceMs === undefined || input.nowMs === undefined,
    'advanceMs or nowMs, not both',
  ),
);
