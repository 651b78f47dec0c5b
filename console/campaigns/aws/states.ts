import { isRunning, type PlanState } from '../../../cli/campaign/aws/state';
import type { Html } from '../../../cli/page/html';
import { type StateLook, stateMark } from '../../state-mark';
import { AWS_RUNS } from '../../text/aws-runs';
import type { RunStanding } from '../../text/aws-runs-en';
import { textOf, type Visit } from '../../visit';

/** The colours are those of a packet's states. */
const LOOKS: Readonly<Record<RunStanding, StateLook>> = {
  RUNNING: ['open', 'sent'],
  PENDING_REDRIVE: ['open', 'open'],
  SUCCEEDED: ['paid', 'check'],
  FAILED: ['refused', 'refused'],
  TIMED_OUT: ['refused', 'refused'],
  ABORTED: ['retry', 'stop'],
  scheduled: ['open', 'open'],
  uploaded: ['plain', 'unsent'],
};

/** Where a plan stands. A run that has ended and has a schedule is still one that has ended: the schedule is beside it. */
export function runStanding({ execution, schedules }: PlanState): RunStanding {
  if (execution !== null) return execution.status;
  return schedules.length > 0 ? 'scheduled' : 'uploaded';
}

export function runLabel(visit: Visit, standing: RunStanding): Html {
  return stateMark(LOOKS[standing], textOf(visit, AWS_RUNS).states[standing]);
}

/** Whether a plan runs, or is set to. What is so can be stopped, and cannot be started. */
export function isBusy(state: PlanState): boolean {
  return isRunning(state) || state.schedules.length > 0;
}
