import { SpendingGuardError } from '../../api/errors';
import { safeName } from '../../api/log';
import { accountName, type Merchant, safeAccountName } from '../../api/merchant';
import type { SendParams } from '../../api/send-params';
import { beijingDay } from '../../records/budget';
import type { PaymentDeps } from './deps';

/** The amount that a new payment takes from its account's daily budget, if there is one. */
export class Spend {
  private readonly account: string;
  /** The day whose budget it is taken from, and given back to. */
  private readonly day: string;
  private readonly fen: number;

  private constructor(
    private readonly deps: PaymentDeps,
    private readonly params: SendParams,
    private readonly limitFen: number,
  ) {
    this.account = accountName(params);
    this.day = beijingDay(deps.clock.now());
    this.fen = params.total_fen;
  }

  /** Null for an account without a budget. */
  static of(deps: PaymentDeps, params: SendParams, { dailyBudgetFen }: Merchant): Spend | null {
    return dailyBudgetFen === null ? null : new Spend(deps, params, dailyBudgetFen);
  }

  /** @returns false if the amount would pass the budget */
  async reserve(): Promise<boolean> {
    const total = await this.deps.budget.reserve(this.account, this.day, this.fen, this.limitFen);
    if (total !== null) this.report(total);
    return total !== null;
  }

  /** A line for the day's first claim and for each 5 % that a claim reaches: enough for an alarm, at most 21 a day. */
  private report(totalFen: number): void {
    const { official_account_id, gateway_type } = this.params;
    const stepsOf = (fen: number) => Math.floor((fen * 20) / this.limitFen);
    const beforeFen = totalFen - this.fen;
    if (beforeFen > 0 && stepsOf(totalFen) === stepsOf(beforeFen)) return;
    this.deps.log.info('budget claimed', {
      account: safeAccountName({ official_account_id, gateway_type }),
      budget_percent: Math.round((totalFen * 100) / this.limitFen),
    });
  }

  /** Best effort: an amount that is not released only stops the account a little earlier. */
  async release(recordId: string): Promise<void> {
    try {
      await this.deps.budget.release(this.account, this.day, this.fen);
    } catch (error) {
      this.deps.log.warn('budget not released', { record_id: recordId, error: String(error) });
    }
  }

  refusal(): SpendingGuardError {
    const account = safeName(this.params.official_account_id);
    return new SpendingGuardError(
      `total_amount would exceed daily_budget_yuan of ${account} for today (Beijing time): this call sent nothing; retry with the same idempotency_key tomorrow.`,
    );
  }
}
