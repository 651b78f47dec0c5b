/** The part of a logger that the core needs. Openids are masked before they are logged; secrets are never logged. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Masks an openid for the log: enough remains to compare two lines, too little to address anyone. */
export function maskOpenid(openid: string): string {
  return openid.length < 12 ? '…' : `${openid.slice(0, 4)}…${openid.slice(-2)}`;
}

/** Maximum characters of a name that are shown; the longest of ours has 19. */
const MAX_NAME_LENGTH = 64;

/**
 * An openid has 28 characters of 0-9, A-Z, a-z, `_` and `-`. Matching runs of 20 is enough: no param name is that
 * long, and an appid has 18. White space and invisible characters in between do not make it a different openid.
 */
const MAY_BE_OPENID = /[\w-](?:[\s\p{C}\p{DI}]*[\w-]){19,}/gu;

/** Control, formatting and other invisible characters, lone surrogates, and Unicode line ends. */
const INVISIBLE = /[\p{C}\p{DI}\p{Zl}\p{Zp}]/gu;

/**
 * Makes an externally chosen name safe for a log or an error: masks anything that could be an openid, replaces
 * invisible characters by U+FFFD, and cuts a long text.
 */
export function safeName(name: string): string {
  const masked = name.replace(MAY_BE_OPENID, (run) => maskOpenid(run));
  // Cut before replacing: the cut may leave half of a surrogate pair.
  const cut = masked.length <= MAX_NAME_LENGTH ? masked : `${masked.slice(0, MAX_NAME_LENGTH)}…`;
  return cut.replace(INVISIBLE, '\ufffd');
}

/**
 * A WeChat code for the log: a short word in capitals, or a number. Anything else in its place, such as an openid or
 * a signature, must not be logged.
 */
export function codeWord(code: string | null): string | null {
  return code !== null && /^(?:[A-Z][A-Z0-9_]{0,27}|\d{1,10})$/.test(code) ? code : null;
}
