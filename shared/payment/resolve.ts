import { MerchantError, ParamError } from '../api/errors';
import type { Merchant } from '../api/merchant';
import type { Resolution } from '../api/record-params';
import type { ResolvedData } from '../api/responses';
import type { Progress, StoredRecord } from '../records/record';
import type { QueryResult } from '../wechat-pay/responses/classify-query';
import { QUERY_WINDOW_MS, UNRESOLVED_AGE_MS } from './decide/limits';
import { ageOf } from './decide/times';
import { findRecord } from './find';
import { onAwsTime } from './run/aws-time';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { asMet, isLeased, writeOnce } from './run/lease';
import { queryOrder } from './run/query-order';

/**
 * Ends an open or parked record by the decision of an operator who has asked WeChat Pay: a record that is older than
 * 29 days, or whose order is, or may be, another's. While WeChat still answers, it is queried first, and its answer
 * takes precedence.
 * @throws NotFoundError (404), ParamError (400) saying why an operator may not end this record
 */
export async function resolve(
  given: PaymentDeps,
  config: PaymentConfig,
  wanted: Resolution,
  givenDeadline: number,
): Promise<ResolvedData> {
  const found = await findRecord(given.table, config, { by: 'id', id: wanted.id });
  const { deps, deadline } = onAwsTime(given, givenDeadline);
  refuseTooSoon(found, deps.clock.now());
  const asked = await askFirst(deps, found, deadline);
  const record = asked?.record ?? found;
  const { id, mch_billno } = record;
  if (asked !== null && isFinal(record)) {
    const isPaid = wanted.outcome === 'paid';
    const agrees = (record.state === 'paid') === isPaid && (asked.query.kind === 'paid') === isPaid;
    if (agrees) return { id, mch_billno, outcome: wanted.outcome, by: 'WeChat Pay' };
    const { kind } = asked.query;
    const contradicted = kind === 'paid' || kind === 'closed' ? 'WeChat Pay' : 'another operator';
    throw new ParamError(`resolve contradicts ${contradicted}: the record is now ${record.state}.`);
  }
  if (asked !== null) refuseWhileAnswered(asked.query, ageOf(record, deps.clock.now()));
  // Uses the token that was found: an attempt that took the record meanwhile may be sending it.
  if (await saveResolution(deps, { ...record, token: found.token }, wanted))
    return { id, mch_billno, outcome: wanted.outcome, by: 'person' };
  throw new ParamError('resolve names a record that has just changed: read it again.');
}

function isFinal({ state }: StoredRecord): boolean {
  return state === 'paid' || state === 'closed';
}

function refuseTooSoon(record: StoredRecord, nowMs: number): void {
  if (isFinal(record)) throw new ParamError(`resolve names a record that is ${record.state} already.`);
  if (isLeased(record, nowMs)) {
    const seconds = Math.ceil((record.lease_until_ms - nowMs) / 1000);
    throw new ParamError(`resolve names a record that is being sent: try again in ${seconds} seconds.`);
  }
  const isDoubtful = record.foreign_at_ms !== undefined || record.unproven_at_ms !== undefined;
  if (ageOf(record, nowMs) < UNRESOLVED_AGE_MS && !isDoubtful) {
    throw new ParamError(
      'resolve names a record younger than 29 days: WeChat Pay still answers for it, ask with getRedPackStatus.',
    );
  }
}

/** Null if the account's secret is gone, or belongs to another merchant: then nobody can query. */
async function askFirst(deps: PaymentDeps, record: StoredRecord, deadline: number) {
  let merchant: Merchant;
  try {
    merchant = await deps.merchants.load(record);
  } catch (error) {
    if (error instanceof MerchantError) return null;
    throw error;
  }
  return merchant.mchId === record.mch_id ? queryOrder(deps, record, merchant, deadline) : null;
}

/** @throws ParamError while the order may still be paid, or WeChat could still tell its outcome */
function refuseWhileAnswered(query: QueryResult, ageMs: number): void {
  if (query.kind === 'paid' || query.kind === 'closed')
    throw new ParamError('resolve could not store what WeChat Pay says about the order: try again.');
  if (query.kind === 'sending' || query.kind === 'parked')
    throw new ParamError('resolve names an order that WeChat Pay still shows as SENDING: ask again later.');
  if (query.kind === 'unanswered' && ageMs < QUERY_WINDOW_MS)
    throw new ParamError(`resolve must ask WeChat Pay first, but got no answer: ${query.text} Try again.`);
}

function saveResolution(
  deps: PaymentDeps,
  record: StoredRecord,
  { outcome, note, send_listid = '' }: Resolution,
): Promise<boolean> {
  const nowMs = deps.clock.now();
  const word =
    outcome === 'paid'
      ? {
          state: 'paid' as const,
          proof: 'person' as const,
          send_listid,
          err_code: undefined,
          err_code_des: undefined,
        }
      : { state: 'closed' as const, err_code: 'RESOLVED', err_code_des: note };
  const changes: Partial<Progress> = {
    ...asMet(record, nowMs).news,
    ...word,
    // Distinguishes this write from another operator's, in case the SDK retries it.
    token: deps.newToken(),
    resolution_note: note,
    due: undefined,
    due_at: undefined,
    lease_until_ms: 0,
    updated_at: Math.floor(nowMs / 1000),
  };
  return writeOnce(deps, record, { ...record, ...changes }, changes);
}
