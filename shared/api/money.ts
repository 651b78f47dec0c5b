/** One yuan in fen. */
const FEN_PER_YUAN = 100;

/**
 * Yuan → integer fen, from the decimal digits of the number, so that no float product (1.15 × 100 = 114.99…) can
 * reach WeChat. Null if the number is not exactly representable in fen (1.005), negative or not finite.
 */
export function yuanToFen(yuan: number): number | null {
  // String() returns the shortest decimal for this double: the digits that the caller wrote.
  const digits = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(yuan));
  if (digits === null) return null;
  const [, whole = '', cents = ''] = digits;
  const fen = Number(whole + cents.padEnd(2, '0'));
  return Number.isSafeInteger(fen) ? fen : null;
}

/** Integer fen → yuan: one correctly rounded division, so the result is the double nearest to the decimal amount. */
export function fenToYuan(fen: number): number {
  return fen / FEN_PER_YUAN;
}
