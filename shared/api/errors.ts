/**
 * The one error family. An error with a `status` is an answer: the envelope `{ status, data: { error_msg } }`; only
 * to an EventBridge event, whose answer nobody reads, it is thrown.
 * One with `status: null` is a fault of the platform: it is thrown out of the handler, so that Lambda's retry
 * and its alarms see it. Messages say what is wrong and what to do, and never hold a secret or a whole openid.
 */
export abstract class RedPackError extends Error {
  abstract readonly status: 400 | 404 | 415 | 429 | null;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** 400: a param is missing or wrong. The message is one sentence that begins with the param's name. */
export class ParamError extends RedPackError {
  readonly status = 400;
}

/** 400: no payment certificate that could be used is configured for the account. */
export class MerchantError extends RedPackError {
  readonly status = 400;
}

/** 404: no record under this id, order number or key. */
export class NotFoundError extends RedPackError {
  readonly status = 404;
}

/** 415: what arrived is not a function invocation. */
export class NotAnInvocationError extends RedPackError {
  readonly status = 415;
}

/** 429: a spending guard of ours stopped the send before WeChat was asked. */
export class SpendingGuardError extends RedPackError {
  readonly status = 429;
}

/** Thrown: DynamoDB or Secrets Manager out of reach, an environment variable missing. */
export class PlatformError extends RedPackError {
  readonly status = null;
}
