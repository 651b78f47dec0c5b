import { CERTIFICATE_REFUSED } from '../../../shared/wechat-pay/responses/account-faults';
import { DAILY_BUDGET, NO_USABLE_CERTIFICATE } from './send-row';
import type { StopReason } from './stop';

const RENEW = 'Put a valid certificate and key into the account’s secret: ./red-pack certificate put.';
const PLATFORM = 'See what WeChat Pay’s merchant platform says of the account.';
const LIMIT =
  'The merchant’s limit for today is reached. Have it raised there, or go on tomorrow (Beijing time).';

/** What a person does about a fault of the account. */
const FIXES: Readonly<Record<string, string>> = {
  NOTENOUGH: 'The merchant’s balance is too low: top it up on WeChat Pay’s merchant platform.',
  SIGN_ERROR: 'The API key is not the merchant’s: write the right one with ./red-pack certificate put.',
  CA_ERROR: RENEW,
  [CERTIFICATE_REFUSED]: RENEW,
  [NO_USABLE_CERTIFICATE]: RENEW,
  [DAILY_BUDGET]: 'Raise daily_budget_yuan in the account’s secret, or go on tomorrow (Beijing time).',
  SENDAMOUNT_LIMIT: LIMIT,
  DAY_OVER_LIMITED: LIMIT,
};

/** What to do about a reason to stop, before the same command goes on. */
export function adviceOf(reason: StopReason): string[] {
  switch (reason.kind) {
    case 'interrupted':
      return ['Stopped. Everything that was in flight is finished.'];
    case 'account':
      return [
        `Stopped by a fault of the account, ${reason.code}: ${reason.text}`,
        FIXES[reason.code] ?? PLATFORM,
      ];
    case 'stuck':
      return [
        `Stopped: ${reason.count} rows in a row were neither paid nor refused, the last by ${reason.code}: ${reason.text}`,
        'Find the cause first. Rows that are open are completed by recovery, every 10 minutes.',
      ];
    case 'failed':
      return ['Stopped by an error; everything that was in flight is finished.'];
  }
}
