import { existsSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a plan, in the order in which they are put in place. */
export const PLAN_FILES = ['plan.jsonl', 'rows.jsonl', 'manifest.json'] as const;

/** Why good rows make no plan, as a value, so that a program can say it in another language. Amounts in fen. */
export type PlanFault =
  | {
      readonly kind: 'over-budget';
      /** With what earlier plans have sent. */
      readonly totalFen: number;
      readonly earlierFen: number;
      readonly budgetFen: number;
    }
  | { readonly kind: 'over-recipient-limit'; readonly largestFen: number; readonly limitFen: number }
  | { readonly kind: 'no-row' };

/** A plan cannot be made or used. The message says why and what to do, and holds no openid. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Null where only the message says it. */
  readonly fault: PlanFault | null;

  constructor(message: string, options: ErrorOptions & { readonly fault?: PlanFault } = {}) {
    super(message, options);
    this.fault = options.fault ?? null;
  }
}

/** Holds a new plan that is complete: from here on it replaces the old one, by this process or by the next. */
const COMPLETE = '.plan-complete';

/** Replaces the plan of a folder by that of a work folder, which holds all `PLAN_FILES`; a kill leaves one of them. */
export function putInPlace(dir: string, work: string): void {
  finishReplacing(dir);
  renameSync(work, join(dir, COMPLETE));
  finishReplacing(dir);
}

/** Does a step of a replacement, unless a reader has done it meanwhile. */
function ifNotDone(step: () => void): void {
  try {
    step();
  } catch (error) {
    // ENOTEMPTY: and the next plan is complete by now.
    if (!['ENOENT', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Completes a replacement that was interrupted, or that goes on now. Called before a plan is read, without a lock. */
export function finishReplacing(dir: string): void {
  const from = join(dir, COMPLETE);
  if (!existsSync(from)) return;
  for (const name of PLAN_FILES) ifNotDone(() => renameSync(join(from, name), join(dir, name)));
  ifNotDone(() => rmdirSync(from));
}
