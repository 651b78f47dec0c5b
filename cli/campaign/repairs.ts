import { accountFaultOfAnswer, CERTIFICATE_REFUSED } from '../../shared/wechat-pay/responses/account-faults';

/** Our word for a send that found no usable secret of its account. */
export const NO_USABLE_CERTIFICATE = 'CERTIFICATE_UNUSABLE';

/** Our word for a send that the account's own budget of the day has refused. */
export const DAILY_BUDGET = 'DAILY_BUDGET';

const RENEW = 'Put a valid certificate and key into the account’s secret: ./red-pack certificate put.';
const LIMIT =
  'The merchant’s limit for today is reached. Have WeChat Pay raise it, or go on tomorrow (Beijing time).';

/** What a person does about a fault of the account, by its code. Both engines say it. */
export const REPAIRS = {
  NOTENOUGH: 'The merchant’s balance is too low: top it up on WeChat Pay’s merchant platform.',
  SIGN_ERROR: 'The API key is not the merchant’s: write the right one with ./red-pack certificate put.',
  CA_ERROR: RENEW,
  [CERTIFICATE_REFUSED]: RENEW,
  [NO_USABLE_CERTIFICATE]: RENEW,
  [DAILY_BUDGET]: 'Raise daily_budget_yuan in the account’s secret, or go on tomorrow (Beijing time).',
  SENDAMOUNT_LIMIT: LIMIT,
  DAY_OVER_LIMITED: LIMIT,
} as const;

export type RepairableFault = keyof typeof REPAIRS;

export function isRepairable(code: string): code is RepairableFault {
  return Object.hasOwn(REPAIRS, code);
}

/**
 * The fault of the account in the cause of a row's end on Step Functions, a code or WeChat's words, if a person can repair
 * it; null if it names none.
 */
export function accountFaultIn(cause: string | null): RepairableFault | null {
  const code =
    cause === null ? null : (accountFaultOfAnswer(cause, '') ?? accountFaultOfAnswer('SYSTEMERROR', cause));
  return code !== null && isRepairable(code) ? code : null;
}
