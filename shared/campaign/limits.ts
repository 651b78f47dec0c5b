import { fenToYuan } from '../api/money';
import type { Manifest } from './manifest';
import { PlanError } from './plan-folder';

type Limited = Pick<Manifest, 'total_fen' | 'budget_fen' | 'largest_recipient_fen' | 'max_per_recipient_fen'>;

/** `12.30`. */
function yuan(fen: number): string {
  return fenToYuan(fen).toFixed(2);
}

/** Checked when a plan is made and again before it is run. @throws PlanError for a plan over one of its limits */
export function checkLimits({
  total_fen,
  budget_fen,
  largest_recipient_fen,
  max_per_recipient_fen,
}: Limited): void {
  if (budget_fen !== null && total_fen > budget_fen)
    throw new PlanError(
      `The plan pays ${yuan(total_fen)} yuan in all, ${yuan(total_fen - budget_fen)} more than its budget of ${yuan(budget_fen)}: remove rows, or plan again with a larger --budget.`,
    );
  if (max_per_recipient_fen !== null && largest_recipient_fen > max_per_recipient_fen)
    throw new PlanError(
      `One recipient gets ${yuan(largest_recipient_fen)} yuan, more than the ${yuan(max_per_recipient_fen)} that one may get: remove rows, or plan again with a larger --max-per-recipient.`,
    );
}
