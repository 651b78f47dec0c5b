/**
 * What an `err_code` of a send says of the number it was sent with, when nothing of that number is in doubt.
 *
 * - `closes`: a fault of the request, or the end of its order. A query has to show that no order lives before this is
 *   believed: a number that is new by our records may have a past (the table was restored), and WeChat may refuse the
 *   replay of a payment for whatever it checks first.
 * - `parks`: not paid, but WeChat may keep the order and pay it when the same number is sent again.
 * - `open`: it may have been, or may still be, paid.
 *
 * WeChat may add codes at any time and says that an unlisted one is open: so is whatever is not in this table.
 * Sources: the send page (pay.weixin.qq.com/doc/v2/merchant/4011974053, 2025) for the rules; transcripts of its
 * error tables (2015–2020) and live answers for the rows. Where the page does not say whether money moved, the
 * class follows from the stated meaning, and from doubt towards the cautious side.
 */
export type Meaning = 'closes' | 'parks' | 'open';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  // Staff, in the community: this order has failed for good; use another number.
  ['SEND_FAILED', 'closes'],
  // Faults of the request itself, found before an order exists. Its params never change under one number.
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
  // As the two above by meaning; whether the order is kept is not known.
  ['SENDAMOUNT_LIMIT', 'parks'],
  // A risk block of the recipient keeps the order; a caller outside the IP list is mended without changing it.
  ['NO_AUTH', 'parks'],
  // Faults of key, certificate or account: mended outside the order, which is then sent again as it was.
  ['SIGN_ERROR', 'parks'],
  ['CA_ERROR', 'parks'],
  ['API_METHOD_CLOSED', 'parks'],
  ['PAYER_ACCOUNT_ABNORMAL', 'parks'],
  ['NO_CONSUME_COMPETENCE', 'parks'],
  ['NO_COMPETENCE', 'parks'],
  // Merchant limits per minute and per day, in tables until about 2017.
  ['SECOND_OVER_LIMITED', 'parks'],
  ['DAY_OVER_LIMITED', 'parks'],
  // Send page: retry with the original number, never a new one.
  ['SYSTEMERROR', 'open'],
  // Accepted; query after 20 minutes.
  ['PROCESSING', 'open'],
  // "No record", says a community answer; the page does not.
  ['FREQ_LIMIT', 'open'],
  // The number was used with another openid or amount: the order that lives under it decides, not this answer.
  ['FATAL_ERROR', 'open'],
]);

/** What a code of a send says of its number while nothing of that number is in doubt. */
export function meaningOf(errCode: string): Meaning {
  return MEANINGS.get(errCode) ?? 'open';
}

/** Does WeChat say that the number belongs to an order with another openid or amount, so that a payment under it is not ours? */
export function isForeignOrder(errCode: string): boolean {
  return errCode === 'FATAL_ERROR';
}

/** Codes that a newer secret may mend: a key changed less than 15 minutes ago, a renewed certificate. */
const DOUBTS_THE_SECRET: ReadonlySet<string> = new Set(['SIGN_ERROR', 'CA_ERROR']);

/** May a secret that is fetched anew mend it? */
export function mayBeStaleSecret(errCode: string): boolean {
  return DOUBTS_THE_SECRET.has(errCode);
}
