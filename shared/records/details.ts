import type { HistoryEvent, RecordDetails, RecordOutcome } from '../api/responses';
import type { State, StoredRecord } from './record';

const OUTCOMES: Readonly<Record<State, RecordOutcome>> = {
  open: 'open',
  paid: 'paid',
  parked: 'retry',
  closed: 'refused',
};

/** A stored state in the words that callers know. */
export function outcomeOf(state: State): RecordOutcome {
  return OUTCOMES[state];
}

/** What is stored of a packet besides the record that every caller sees. Absent values are null. */
export function toDetails(record: StoredRecord): RecordDetails {
  return {
    outcome: outcomeOf(record.state),
    proof: record.proof ?? null,
    idempotency_key: record.idempotency_key,
    gateway_type: record.gateway_type,
    mch_id: record.mch_id,
    paid_at: record.paid_at ?? null,
    asked_at: record.asked_at ?? null,
    received_fen: record.received_fen ?? null,
    received_at: record.received_at ?? null,
    refunded_fen: record.refunded_fen ?? null,
    refunded_at: record.refunded_at ?? null,
    history: historyOf(record),
  };
}

/** The stored life of a packet, oldest first. Events of the same second stay in the order of a payment's life. */
function historyOf(record: StoredRecord): HistoryEvent[] {
  const { refused_code, err_code, proof, status, received_fen, refunded_fen, resolution_note } = record;
  const events: readonly (readonly [string, number | undefined, Omit<HistoryEvent, 'at' | 'event'>?])[] = [
    ['claimed', record.created_at],
    ['sent', seconds(record.sent_at_ms)],
    ['outcome_unknown', seconds(record.doubt_at_ms)],
    ['refused', seconds(record.refused_at_ms), given({ err_code: refused_code ?? err_code })],
    ['no_order_at_wechat', seconds(record.not_found_since_ms)],
    ['order_at_wechat', seconds(record.order_seen_at_ms)],
    ['recipients_are_others', seconds(record.unproven_at_ms)],
    ['order_is_anothers', seconds(record.foreign_at_ms)],
    ['paid', record.paid_at, given({ proof })],
    ['received', record.received_at, given({ fen: received_fen })],
    ['returned', record.refunded_at, given({ fen: refunded_fen })],
    ['asked', record.asked_at, given({ status })],
    ['sending_ended', seconds(record.sending_ended_at_ms)],
    ['unresolved', seconds(record.unresolved_at_ms)],
    // A decision is the last change of a record.
    [
      'resolved',
      resolution_note === undefined ? undefined : record.updated_at,
      given({ note: resolution_note }),
    ],
  ];
  return events
    .flatMap(([event, at, more]) => (at === undefined ? [] : [{ at, event, ...more }]))
    .toSorted((a, b) => a.at - b.at);
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
