import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { faultFields, RedPackError } from '../api/errors';
import type { Log } from '../api/log';
import type { Envelope, ErrorEnvelope } from '../api/responses';
import type { Params } from '../api/schema';
import { type BatchItemFailure, batchItemFailures } from './batch-failures';
import { admit, isEventBridgeShaped, isHttpShaped } from './guard';
import { metricsOf, namespaceOf } from './metrics';

/** One accepted invocation, as the functions see it. Times are unix milliseconds. */
export interface Call {
  readonly params: Params;
  /** Id of the EventBridge event that carried the params. */
  readonly eventId: string | null;
  readonly requestId: string;
  /** When Lambda will end this invocation. */
  readonly deadline: number;
  readonly log: Log;
}

type Answer<T> = Envelope<T> | ErrorEnvelope;
export type FunctionHandler<T> = (event: unknown, context: Context) => Promise<Answer<T>>;

/** `serverless invoke local --context` provides no clock of Lambda's; its default timeout is 6 s, ours is this. */
const FALLBACK_TIME_MS = 20_000;

/**
 * Wraps a function: returns 415 before anything else, returns errors of our family as an envelope, and throws all
 * others. Nobody reads the response to an EventBridge event: an error after the guard accepted one is also thrown, so
 * that Lambda retries the event and hands it to the on-failure destination. The response is `{ status, data }` as the
 * contract says.
 */
export function serve<T>(run: (call: Call) => Promise<T>): FunctionHandler<T> {
  const logger = new Logger({ serviceName: 'red-pack' });
  return async (event, context) => {
    let isAnswerRead = true;
    const log = adapt(logger, namespaceOf(context?.functionName));
    try {
      // Must come first: otherwise a rejection would be logged under the previous request.
      if (context) logger.addContext(context);
      const { params, eventId } = admit(event, context);
      isAnswerRead = eventId === null;
      // Read before the remaining time: a deadline may be wrong only by being too early.
      const readAt = Date.now();
      const left = context.getRemainingTimeInMillis?.() ?? FALLBACK_TIME_MS;
      const call = {
        params,
        eventId,
        requestId: context.awsRequestId,
        deadline: readAt + left,
        log,
      };
      const data = await run(call);
      return { status: 200, data };
    } catch (error) {
      if (isAnswerRead && isRefusal(error)) return reject(error, event, log);
      logFailure(error, log);
      throw error;
    }
  };
}

function adapt(logger: Logger, namespace: string): Log {
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields = {}) =>
      logger[level](message, { ...fields, ...metricsOf(message, fields, namespace, Date.now()) });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

interface HttpFields {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP front and a source of records read more of a 415 than our envelope. */
interface Rejection extends ErrorEnvelope, Partial<HttpFields> {
  readonly batchItemFailures?: readonly BatchItemFailure[];
}

type Refusal = RedPackError & { readonly status: ErrorEnvelope['status'] };

function isRefusal(error: unknown): error is Refusal {
  return error instanceof RedPackError && error.status !== null;
}

function logFailure(error: unknown, log: Log): void {
  log.error('invocation failed', {
    // The client reports thrown errors as 500.
    status: isRefusal(error) ? error.status : 500,
    error_msg: error instanceof Error ? error.message : String(error),
    ...faultFields(error),
    error,
  });
}

function reject(error: Refusal, event: unknown, log: Log): Rejection {
  const { status, message } = error;
  const failures = status === 415 ? batchItemFailures(event) : null;
  const level = mayBeLost(error, event, failures) ? 'error' : 'warn';
  log[level]('invocation rejected', { status, error_msg: message, ...faultFields(error) });
  const envelope: ErrorEnvelope = { status, data: { error_msg: message } };
  return {
    ...envelope,
    ...(status === 415 && isHttpShaped(event) && httpFields(envelope)),
    ...(failures !== null && { batchItemFailures: failures }),
  };
}

/** Whether an alarm must report it, because the response alone may reach nobody who can help. */
function mayBeLost(error: Refusal, event: unknown, failures: BatchItemFailure[] | null): boolean {
  if (error.status === 415) return failures !== null || isEventBridgeShaped(event);
  // Only an operator can fix these, and the caller of a plain event may have invoked it asynchronously.
  return 'fault_code' in faultFields(error);
}

/** API Gateway, function URLs and ALB read these; without them the HTTP caller would see a 200 or a 502. */
function httpFields({ status, data }: ErrorEnvelope): HttpFields {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(data),
  };
}
