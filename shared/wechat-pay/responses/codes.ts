/**
 * Meaning of an `err_code` of a send for its number, when nothing about that number is in doubt.
 *
 * - `closes`: an invalid request, or the end of its order. A query must show that no order exists before this is
 *   believed: a number that is new by our records may have a past (the table was restored), and WeChat may refuse the
 *   replay of a payment for whichever reason it checks first.
 * - `parks`: not paid, but WeChat may keep the order and pay it when the same number is sent again.
 * - `open`: it may have been, or may still be, paid.
 *
 * WeChat may add codes at any time and says that an unlisted one is open, so every code missing from this table is
 * open. Sources: the send page (pay.weixin.qq.com/doc/v2/merchant/4011974053, 2025) for the rules; transcripts of its
 * error tables (2015–2020) and live responses for the rows. Where the page does not say whether money moved, the
 * class follows from the stated meaning and, in doubt, is the more cautious one.
 */
export type Meaning = 'closes' | 'parks' | 'open';

/** Every code with a documented meaning. docs/operate.md has a row for each. */
export const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  // Staff, in the community: this order has failed for good; use another number.
  ['SEND_FAILED', 'closes'],
  // Errors of the request itself, found before an order exists. Its params never change under one number.
  ['PARAM_ERROR', 'closes'],
  ['OPENID_ERROR', 'closes'],
  ['ILLEGAL_APPID', 'closes'],
  ['MSGAPPID_ERROR', 'closes'],
  ['ACCEPTMODE_ERROR', 'closes'],
  ['MONEY_LIMIT', 'closes'],
  ['XML_ERROR', 'closes'],
  // Staff: top up, query first, reuse the number. Seen queryable as SENDING with a reason.
  ['NOTENOUGH', 'parks'],
  ['SENDNUM_LIMIT', 'parks'],
  ['RCVDAMOUNT_LIMIT', 'parks'],
  // Like the two above by meaning; whether the order is kept is not known.
  ['SENDAMOUNT_LIMIT', 'parks'],
  // A risk block of the recipient keeps the order. A caller outside the IP list is fixed without changing it.
  ['NO_AUTH', 'parks'],
  // Errors of key, certificate or account: they are fixed outside the order, which is then sent again unchanged.
  ['SIGN_ERROR', 'parks'],
  ['CA_ERROR', 'parks'],
  ['API_METHOD_CLOSED', 'parks'],
  ['PAYER_ACCOUNT_ABNORMAL', 'parks'],
  ['NO_CONSUME_COMPETENCE', 'parks'],
  ['NO_COMPETENCE', 'parks'],
  // Merchant limits per minute and per day, in tables until about 2017.
  ['SECOND_OVER_LIMITED', 'parks'],
  ['DAY_OVER_LIMITED', 'parks'],
  // Stryker disable ArrayDeclaration,StringLiteral: the four rows document WeChat's own pages; a code without a row is open as well.
  // Send page: retry with the original number, never a new one.
  ['SYSTEMERROR', 'open'],
  // Accepted; query after 20 minutes.
  ['PROCESSING', 'open'],
  // "No record", according to a community answer; the page does not say.
  ['FREQ_LIMIT', 'open'],
  // The number was used with another openid or amount: the existing order decides, not this response.
  ['FATAL_ERROR', 'open'],
  // Stryker restore ArrayDeclaration,StringLiteral
]);

/** Meaning of a code of a send for its number, while nothing about that number is in doubt. */
export function meaningOf(errCode: string): Meaning {
  return MEANINGS.get(errCode) ?? 'open';
}

/**
 * Whether WeChat says that the number belongs to an order with another openid or amount, so that a payment under it
 * is not ours.
 */
export function isForeignOrder(errCode: string): boolean {
  return errCode === 'FATAL_ERROR';
}

/** Codes that a newer secret may fix: a key changed less than 15 minutes ago, a renewed certificate. */
const STALE_SECRET_CODES: ReadonlySet<string> = new Set(['SIGN_ERROR', 'CA_ERROR']);

/** Whether reloading the secret may fix it. */
export function mayBeStaleSecret(errCode: string): boolean {
  return STALE_SECRET_CODES.has(errCode);
}
