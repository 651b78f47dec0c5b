import type { SendRedPackParams } from '../../sdk/index';
import { RedPackError } from '../../shared/api/errors';
import { admit, isPlainObject } from '../../shared/lambda/guard';
import { idempotencyKey } from '../../shared/payment/idempotency-key';
import type { Message } from './sqs';

/** A send that Lambda gave up, ready to be sent again. */
export interface LostSend {
  readonly message: Message;
  /** With the idempotency key that its first attempt had. */
  readonly params: SendRedPackParams;
  /** When Lambda gave it up, in unix seconds; null if the record does not say. */
  readonly lostAtS: number | null;
  /** Why: Lambda's condition, and the type of the error. */
  readonly reason: string;
}

/** A message that cannot be sent, and why. */
export interface Unsendable {
  readonly message: Message;
  readonly why: string;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(condition: unknown, response: unknown): string {
  const { errorType, errorMessage } = isPlainObject(response) ? response : {};
  const error = errorType ?? errorMessage;
  return [condition, error].filter((part) => typeof part === 'string' && part !== '').join(', ') || 'unknown';
}

/**
 * The params with the key of the first attempt, chosen by the functions' own code. @returns null if nobody can know
 * the key: a request id that is no UUID was not used as one
 */
function withKey(params: Readonly<Record<string, unknown>>, eventId: string | null, requestId: string) {
  // Whatever stands there, also null: sendRedPack judges it.
  if (Object.hasOwn(params, 'idempotency_key')) return params;
  const { key, from } = idempotencyKey(null, eventId, requestId, () => '');
  return from === 'random' ? null : { ...params, idempotency_key: key };
}

/**
 * Reads a message of the on-failure queue: Lambda's record of an asynchronous invocation that failed.
 * @param functionName of sendRedPack: the record of another function must not become a payment
 */
export function parseLostSend(message: Message, functionName: string): LostSend | Unsendable {
  const record = parse(message.Body);
  const context = isPlainObject(record) ? record.requestContext : undefined;
  if (!isPlainObject(record) || !isPlainObject(context) || typeof context.requestId !== 'string')
    return { message, why: "It is not Lambda's record of an asynchronous invocation." };
  const name = String(context.functionArn).split(':')[6] ?? '';
  if (name !== functionName) return { message, why: `It is of the function "${name}".` };
  try {
    const { requestId } = context;
    const called = { awsRequestId: requestId, functionName };
    const { params, eventId } = admit(record.requestPayload, called);
    const keyed = withKey(params, eventId, requestId);
    if (keyed === null)
      return {
        message,
        why: `It has no idempotency_key, and its request id "${requestId}" was not its key.`,
      };
    const lostAtMs = Date.parse(String(record.timestamp));
    return {
      message,
      params: keyed as unknown as SendRedPackParams,
      lostAtS: Number.isNaN(lostAtMs) ? null : lostAtMs / 1000,
      reason: reasonOf(context.condition, record.responsePayload),
    };
  } catch (error) {
    if (error instanceof RedPackError) return { message, why: error.message };
    throw error;
  }
}
