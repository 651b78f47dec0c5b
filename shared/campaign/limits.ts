import { fenToYuan } from '../api/money';
import type { Manifest } from './manifest';
import { PlanError } from './plan-folder';

type Limited = Pick<
  Manifest,
  'total_fen' | 'earlier_fen' | 'budget_fen' | 'largest_recipient_fen' | 'max_per_recipient_fen'
>;

/** `12.30`. */
function yuan(fen: number): string {
  return fenToYuan(fen).toFixed(2);
}

/** Checked when a plan is made and again before it is run. @throws PlanError for a plan over one of its limits */
export function checkLimits({
  total_fen,
  earlier_fen = 0,
  budget_fen,
  largest_recipient_fen,
  max_per_recipient_fen,
}: Limited): void {
  const all_fen = total_fen + earlier_fen;
  const before =
    earlier_fen === 0
      ? ''
      : `, with the ${yuan(earlier_fen)} that earlier plans of the campaign have sent in rows which are not in this one`;
  if (budget_fen !== null && all_fen > budget_fen)
    throw new PlanError(
      `The plan pays ${yuan(all_fen)} yuan in all${before}, ${yuan(all_fen - budget_fen)} more than its budget of ${yuan(budget_fen)}: remove rows, or plan again with a larger --budget.`,
      { fault: { kind: 'over-budget', totalFen: all_fen, earlierFen: earlier_fen, budgetFen: budget_fen } },
    );
  if (max_per_recipient_fen !== null && largest_recipient_fen > max_per_recipient_fen)
    throw new PlanError(
      `One recipient gets ${yuan(largest_recipient_fen)} yuan, more than the ${yuan(max_per_recipient_fen)} that one may get: remove rows, or plan again with a larger --max-per-recipient.`,
      {
        fault: {
          kind: 'over-recipient-limit',
          largestFen: largest_recipient_fen,
          limitFen: max_per_recipient_fen,
        },
      },
    );
}
