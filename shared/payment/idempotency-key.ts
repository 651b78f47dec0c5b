import { ParamError } from '../api/errors';
import { PAYMENT_PARAMS, type SendParams } from '../api/send-params';
import type { StoredRecord } from '../records/record';

/** A payment's key and its origin. A redelivery cannot repeat a key from `request` or `random`. */
export interface IdempotencyKey {
  readonly key: string;
  readonly from: 'idempotency_key' | 'event' | 'request' | 'random';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Chooses the key of a payment; the first one found wins: the caller's, the EventBridge event's id, the request id.
 * Lambda's own retry of an asynchronous event keeps the request id; any other redelivery does not. A request id that
 * is not a UUID is the constant of a local stand-in, and would make all sends one payment.
 */
export function idempotencyKey(
  given: string | null,
  eventId: string | null,
  requestId: string,
  random: () => string,
): IdempotencyKey {
  if (given !== null) return { key: given, from: 'idempotency_key' };
  if (eventId !== null) return { key: eventId, from: 'event' };
  if (UUID.test(requestId)) return { key: requestId, from: 'request' };
  return { key: random(), from: 'random' };
}

/** @throws ParamError naming the params in which a retry differs from the claim, without their values. */
export function refuseOtherParams(record: StoredRecord, params: SendParams): void {
  const names = PAYMENT_PARAMS.filter((name) => {
    const stored = name === 'total_amount' ? 'total_fen' : name;
    return record[stored] !== params[stored];
  });
  if (names.length > 0) {
    throw new ParamError(
      `idempotency_key was used before with another ${names.join(', ')}: another payment needs another key.`,
    );
  }
}
