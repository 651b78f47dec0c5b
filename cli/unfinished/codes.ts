/**
 * Codes by which WeChat parks a packet for a fault of the merchant's account, which ends for all its packets at once:
 * after a top-up, with a new key or certificate, or when a limit of the account is lifted. Not among them are those of
 * one recipient (SENDNUM_LIMIT, RCVDAMOUNT_LIMIT), and NO_AUTH, which may be either. A refused certificate parks
 * nothing: such packets stay open, and recovery sends them again.
 */
export const ACCOUNT_FAULTS: readonly string[] = [
  'NOTENOUGH',
  'SIGN_ERROR',
  'CA_ERROR',
  'API_METHOD_CLOSED',
  'PAYER_ACCOUNT_ABNORMAL',
  'NO_CONSUME_COMPETENCE',
  'NO_COMPETENCE',
  'SENDAMOUNT_LIMIT',
  'SECOND_OVER_LIMITED',
  'DAY_OVER_LIMITED',
];
