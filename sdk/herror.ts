/** Error thrown by the client, modelled on 知晓云's HError: an integer `code` and the message `"<code>: <text>"`. */
export class HError extends Error {
  /**
   * The function's own status (400, 404, 415, 429), or 400 (params that the client cannot send), 500 (the function
   * threw), 503 (no turn within `maxWaitMs`, or Lambda failed), 600 (the function could not be reached: network,
   * region, credentials, no such function), 601 (no answer in time).
   */
  readonly code: number;
  /** For a send: retry with this key only, unless the params themselves were rejected on the first attempt (400). */
  readonly idempotency_key: string | undefined;

  constructor(
    code: number,
    text: string,
    options: { idempotency_key?: string | undefined; cause?: unknown } = {},
  ) {
    super(`${code}: ${text}`, { cause: options.cause });
    this.name = 'HError';
    this.code = code;
    this.idempotency_key = options.idempotency_key;
  }
}

/** Whether an error is an HError from any copy of this package: `instanceof` recognizes only its own copy. */
export function isHError(error: unknown): error is HError {
  return error instanceof Error && error.name === 'HError' && Number.isInteger((error as HError).code);
}
