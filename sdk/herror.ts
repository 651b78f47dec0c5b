/** The error of the client, shaped as 知晓云's HError: an integer `code`, and `"<code>: <text>"` as its message. */
export class HError extends Error {
  /** 400, 404, 415, 429 as the function answered; 500 it threw; 503 throttled; 600 not reached (network, credentials, no such function); 601 time-out. */
  readonly code: number;
  /** Of a send: repeat with this key and no other, unless the params themselves were refused at the first try (400). */
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

/** Whether an error is the client's, whichever copy of this package made it: `instanceof` knows only its own. */
export function isHError(error: unknown): error is HError {
  return error instanceof Error && error.name === 'HError' && Number.isInteger((error as HError).code);
}
