import type { Merchant } from '../../../shared/api/merchant';
import type { Disturbance } from './faults';
import { MERCHANT_ID } from './intent';

/** The account's secret as people change it, what a process has cached of it, and the key that WeChat knows. */
export class AccountSecret {
  /** What Secrets Manager holds. */
  current: Merchant;
  cached: Merchant | null = null;
  keyAtWeChat = 'k0';

  constructor(dailyBudgetFen: number | null) {
    this.current = { mchId: MERCHANT_ID, apiKey: 'k0', certificate: '', privateKey: '', dailyBudgetFen };
  }

  disturb(kind: Exclude<Disturbance, 'duplicate'>): void {
    if (kind === 'other-merchant') {
      this.current = { ...this.current, mchId: '1900000999' };
      this.cached = this.current;
      return;
    }
    this.current = { ...this.current, apiKey: `${this.current.apiKey}+` };
    this.keyAtWeChat = this.current.apiKey;
    // This process has it already, or still holds what it cached.
    if (kind === 'rotate-key') this.cached = this.current;
  }

  /** Put right again, as a person would: the merchant that was claimed with, and its key. */
  putRight(mchId = MERCHANT_ID): void {
    this.current = { ...this.current, mchId, apiKey: this.keyAtWeChat };
    this.cached = this.current;
  }
}
