import type { Context } from 'aws-lambda';
import { NotAnInvocationError } from '../api/errors';
import { safeName } from '../api/log';
import type { Params } from '../api/schema';
import { EVENTBRIDGE_KEYS, HTTP_KEYS, SERVICE_KEYS } from './envelope-keys';

/** An accepted invocation: its params, and the id of the EventBridge event if one carried them. */
export interface Admitted {
  readonly params: Params;
  readonly eventId: string | null;
}

/** Tracers add keys like `_datadog` to the events they pass on; no param begins with an underscore. */
const TRACER_KEY = /^_[A-Za-z]/;

/** AWS's event ids are UUIDs. The id becomes the idempotency key of the payment, which has at most 128 bytes. */
const EVENT_ID = /^[\x21-\x7E]{1,128}$/;

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(keys: readonly string[], event: Params): string | undefined {
  return keys.find((key) => Object.hasOwn(event, key));
}

/** Whether the response must also be readable by an HTTP front: it then gets `statusCode`, `headers` and `body`. */
export function isHttpShaped(event: unknown): boolean {
  return isPlainObject(event) && firstOf(HTTP_KEYS, event) !== undefined;
}

/**
 * Whether EventBridge, AWS's own or a custom bus, seems to have delivered the event: nobody reads the response then.
 */
export function isEventBridgeShaped(event: unknown): boolean {
  return isPlainObject(event) && Object.hasOwn(event, 'source') && Object.hasOwn(event, 'detail-type');
}

function isCustomEvent(event: Params): event is Params & { id: string; source: string; detail: Params } {
  return (
    typeof event.id === 'string' &&
    EVENT_ID.test(event.id) &&
    typeof event.source === 'string' &&
    !event.source.startsWith('aws.') &&
    typeof event['detail-type'] === 'string' &&
    isPlainObject(event.detail)
  );
}

function withoutTracerKeys(event: Params): Params {
  // Not by assignment: an own `__proto__` key must stay an ordinary key.
  return Object.fromEntries(Object.entries(event).filter(([key]) => !TRACER_KEY.test(key)));
}

function refuse(why: string): never {
  throw new NotAnInvocationError(
    `${why}: this function accepts only function invocations (Lambda Invoke, a schedule with an input, Step Functions).`,
  );
}

function refuseContext(context: Partial<Context> | undefined): void {
  if (!context?.awsRequestId || !context.functionName) refuse('Called outside a Lambda runtime');
  if (context.identity?.cognitoIdentityId || context.identity?.cognitoIdentityPoolId)
    refuse('Called with a Cognito identity');
  if (context.clientContext?.client) refuse('Called by a mobile client');
}

function refuseEnvelope(what: string, event: Params, keys: readonly string[]): void {
  const found = firstOf(keys, event);
  if (found !== undefined) refuse(`${what} (found: "${found}")`);
}

/**
 * Accepts a plain JSON object without a key of another envelope, or a custom EventBridge event, whose `detail` then
 * holds the params. Examines keys only and has no side effects.
 * @throws NotAnInvocationError (415) for everything else.
 */
export function admit(event: unknown, context: Partial<Context> | undefined): Admitted {
  refuseContext(context);
  if (event === null || event === undefined) return { params: {}, eventId: null };
  if (!isPlainObject(event)) refuse('The event is not a JSON object');
  const own = withoutTracerKeys(event);
  refuseEnvelope('The event is an HTTP request', own, HTTP_KEYS);
  if (!isCustomEvent(own)) {
    refuseEnvelope('The event has fields of another AWS service', own, SERVICE_KEYS);
    return { params: own, eventId: null };
  }
  const stranger = Object.keys(own).find((key) => !EVENTBRIDGE_KEYS.includes(key));
  if (stranger !== undefined)
    refuse(`The EventBridge event has an unexpected top-level field ${JSON.stringify(safeName(stranger))}`);
  const params = withoutTracerKeys(own.detail);
  const foreign = [...HTTP_KEYS, ...SERVICE_KEYS];
  refuseEnvelope('The detail of the EventBridge event has fields of another AWS service', params, foreign);
  return { params, eventId: own.id };
}
