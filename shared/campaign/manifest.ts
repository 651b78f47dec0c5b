import {
  type InferOutput,
  integer,
  literal,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  regex,
  string,
} from 'valibot';
import { CAMPAIGN_NAME } from './key';

const count = pipe(number(), integer(), minValue(0));

/**
 * `manifest.json`: what a plan holds, beside `plan.jsonl`. Money is integer fen, times are unix seconds. Both engines
 * check the plan against it before the first packet.
 */
export const manifestSchema = object({
  version: literal(1),
  campaign: pipe(string(), regex(CAMPAIGN_NAME)),
  created_at: count,
  /** Lines of the plan, each one payment. */
  count,
  total_fen: count,
  /** SHA-256 of `plan.jsonl`, 64 hex digits: editing a line voids the plan. */
  plan_sha256: pipe(string(), regex(/^[0-9a-f]{64}$/)),
  plan_bytes: count,
  /** What a row's key is made from; a new plan with the other one would pay everybody again, and is refused. */
  identity: picklist(['row_key', 're_openid']),
  /** The most that one recipient gets in this plan. */
  largest_recipient_fen: count,
  /** What earlier plans of the campaign have begun to pay in rows that are not in this one; it counts for the budget. */
  earlier_fen: optional(count),
  /** Limits given with the plan, checked again before a run; null for none. */
  budget_fen: nullable(count),
  max_per_recipient_fen: nullable(count),
  /** Whether the stack demanded an approval by another identity when the plan was made. */
  approval: picklist(['required', 'optional']),
});

export type Manifest = InferOutput<typeof manifestSchema>;
