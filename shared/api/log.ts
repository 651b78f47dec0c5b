import type { Account } from './merchant';

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

/** As many characters of a name are shown; the longest of ours has 19. */
const MAX_NAME_LENGTH = 64;

/**
 * An openid has 28 characters of 0-9, A-Z, a-z, `_` and `-`. Runs of 20 are enough: no param has so long a name, and
 * an appid has 18. White space and invisible characters in between do not make an openid another one.
 */
const MAY_BE_OPENID = /[\w-](?:[\s\p{C}\p{DI}]*[\w-]){19,}/gu;

/** Controls, formatting and other invisible characters, lone surrogates, and the line ends of Unicode. */
const INVISIBLE = /[\p{C}\p{DI}\p{Zl}\p{Zp}]/gu;

/**
 * A name that somebody else chose, for a log or an error: what could be an openid is masked, what cannot be seen is
 * replaced by U+FFFD, and a long text is cut.
 */
export function safeName(name: string): string {
  const masked = name.replace(MAY_BE_OPENID, (run) => maskOpenid(run));
  // Cut before the replacement: half of a surrogate pair may remain.
  const cut = masked.length <= MAX_NAME_LENGTH ? masked : `${masked.slice(0, MAX_NAME_LENGTH)}…`;
  return cut.replace(INVISIBLE, '\ufffd');
}

/** The name of an account for a log: its appid is whatever a caller gave. */
export function safeAccountName({ official_account_id, gateway_type }: Account): string {
  // Masked on its own, since the name of a gateway can be as long as an openid.
  return `${safeName(official_account_id)}/${gateway_type}`;
}

/**
 * A code of WeChat's for the log: a short word in capitals, or a number. What else comes in its place, an openid or a
 * signature by mistake, has no business there.
 */
export function codeWord(code: string | null): string | null {
  return code !== null && /^(?:[A-Z][A-Z0-9_]{0,27}|\d{1,10})$/.test(code) ? code : null;
}
