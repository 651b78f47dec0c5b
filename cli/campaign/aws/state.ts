import type { Execution } from './execution';
import type { Scheduled } from './schedule';

/** What Step Functions and Scheduler know of a plan. */
export interface PlanState {
  readonly sha256: string;
  readonly execution: Execution | null;
  readonly schedules: readonly Scheduled[];
}

export function isRunning({ execution }: Pick<PlanState, 'execution'>): boolean {
  return execution?.status === 'RUNNING' || execution?.status === 'PENDING_REDRIVE';
}

/** As people name a plan: the first digits of its hash. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 12);
}

/** Rows that a run has left although it went to its end; 0 where it has not, or is not known. */
export function rowsLeft({ status, rows }: Pick<Execution, 'status' | 'rows'>): number {
  return status === 'SUCCEEDED' && rows !== null ? rows.total - rows.done : 0;
}
