import { isRepairable, REPAIRS } from '../repairs';
import type { StopReason } from './stop';

const PLATFORM = 'See what WeChat Pay’s merchant platform says of the account.';

/** What to do about a reason to stop, before the same command goes on. */
export function adviceOf(reason: StopReason): string[] {
  switch (reason.kind) {
    case 'interrupted':
      return ['Stopped. Everything that was in flight is finished.'];
    case 'account':
      return [
        `Stopped by a fault of the account, ${reason.code}: ${reason.text}`,
        isRepairable(reason.code) ? REPAIRS[reason.code] : PLATFORM,
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
