import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Envelope, ErrorEnvelope } from '../contract/answers';
import { RedPackError } from '../contract/errors';
import type { Params } from '../contract/fields';
import type { Log } from '../contract/log';
import { admit, isHttpShaped } from './guard';

/** One admitted invocation, as the functions see it. Times are unix milliseconds. */
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

/** `serverless invoke local --context` has no clock of Lambda's; its default time-out is 6 s, ours is this. */
const FALLBACK_TIME_MS = 20_000;

/**
 * Wraps a function: 415 before anything else, errors of our family as an envelope, all others thrown.
 * The answer is `{ status, data }` as the contract says.
 */
export function serve<T>(run: (call: Call) => Promise<T>): FunctionHandler<T> {
  const logger = new Logger({ serviceName: 'red-pack' });
  return async (event, context) => {
    try {
      // First, or a refusal would be logged under the request before it.
      if (context) logger.addContext(context);
      const { params, eventId } = admit(event, context);
      // Before the time that is left: a deadline may err on the early side only.
      const readAt = Date.now();
      const left = context.getRemainingTimeInMillis?.() ?? FALLBACK_TIME_MS;
      const call = {
        params,
        eventId,
        requestId: context.awsRequestId,
        deadline: readAt + left,
        log: adapt(logger),
      };
      const data = await run(call);
      return { status: 200, data };
    } catch (error) {
      return refusal(error, event, logger);
    }
  };
}

function adapt(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}

function refusal(error: unknown, event: unknown, logger: Logger): ErrorEnvelope {
  if (!(error instanceof RedPackError) || error.status === null) {
    logger.error('thrown', error instanceof Error ? error : String(error));
    throw error;
  }
  logger.warn('refused', { status: error.status, error_msg: error.message });
  const envelope: ErrorEnvelope = { status: error.status, data: { error_msg: error.message } };
  return error.status === 415 && isHttpShaped(event) ? withHttp(envelope) : envelope;
}

/** API Gateway, function URLs and ALB read these; without them the HTTP caller would see a 200 or a 502. */
function withHttp(envelope: ErrorEnvelope): ErrorEnvelope {
  const http = {
    statusCode: envelope.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(envelope.data),
  };
  return { ...envelope, ...http };
}
