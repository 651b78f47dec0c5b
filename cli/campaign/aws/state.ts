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
