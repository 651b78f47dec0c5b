import { type Rule, ruleText } from './rule';

/**
 * Base class of all errors of this project. An error with a `status` becomes a response: the envelope `{ status,
 * data: { error_msg } }`. It is thrown only for an EventBridge event, because nobody reads the response to one.
 * An error with `status: null` is an infrastructure failure: the handler throws it, so that Lambda retries and its
 * alarms fire. Messages say what is wrong and what to do, and never contain a secret or a whole openid.
 */
export abstract class RedPackError extends Error {
  abstract readonly status: 400 | 404 | 415 | 429 | null;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** One missing or invalid param. It holds no value of the caller. */
export interface ParamFault {
  readonly param: string;
  readonly isMissing: boolean;
  readonly rule: Rule;
}

/** The API's sentence about it. */
export function faultSentence({ param, isMissing, rule }: ParamFault): string {
  return `${param} ${isMissing ? 'is missing: it ' : ''}${ruleText(rule)}`;
}

/** 400: a param is missing or invalid. The message is one sentence that begins with the param's name. */
export class ParamError extends RedPackError {
  readonly status = 400;

  /** @param faults what the message says, for programs that say it in another language; none where it is not about rules */
  constructor(
    message: string,
    readonly faults: readonly ParamFault[] = [],
  ) {
    super(message);
  }
}

/** 400: no usable payment certificate is configured for the account. */
export class MerchantError extends RedPackError {
  readonly status = 400;
}

/** 404: no record has this id, order number or key. */
export class NotFoundError extends RedPackError {
  readonly status = 404;
}

/** 415: the event is not a function invocation. */
export class NotAnInvocationError extends RedPackError {
  readonly status = 415;
}

/** 429: our spending guard stopped the send before WeChat was called. */
export class SpendingGuardError extends RedPackError {
  readonly status = 429;
}

/** Thrown: DynamoDB or Secrets Manager is unreachable, or an environment variable is missing. */
export class PlatformError extends RedPackError {
  readonly status = null;
}

/**
 * The field of a log line that reports a fault of an account, which stops all of its payments; none for other errors.
 * An alarm counts the lines that have it.
 */
export function faultFields(error: unknown): { readonly fault_code?: string } {
  if (error instanceof MerchantError) return { fault_code: 'CERTIFICATE_UNUSABLE' };
  return error instanceof SpendingGuardError ? { fault_code: 'DAILY_BUDGET' } : {};
}
