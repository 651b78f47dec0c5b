/** What the core needs of a logger. Openids go in masked, secrets not at all. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** An openid for the log: enough to compare two lines by, too little to address anyone. */
export function maskOpenid(openid: string): string {
  return openid.length < 12 ? '…' : `${openid.slice(0, 4)}…${openid.slice(-2)}`;
}

/**
 * A code of WeChat's for the log: a short word in capitals, or a number. What else comes in its place, an openid or a
 * signature by mistake, has no business there.
 */
export function codeWord(code: string | null): string | null {
  return code !== null && /^(?:[A-Z][A-Z0-9_]{0,27}|\d{1,10})$/.test(code) ? code : null;
}
