import { CommandError } from '../../errors';
import type { Stack } from '../../stack';
import { Executions, executionInput, executionName } from './execution';
import type { CampaignResources } from './resources';
import { type ScheduledCall, Schedules } from './schedule';
import type { CampaignStore } from './store';
import { isRunning, type PlanState, planState } from './uploaded';

/** How a plan is started. */
export interface StartOptions {
  /** Unix milliseconds of a schedule; null for now. */
  readonly at: number | null;
  /** Days after the start on which a run that ended early goes on; 0 for none. */
  readonly continueDays: number;
  /** Go over every row again, although an earlier run could go on with what it left. */
  readonly isWhole: boolean;
}

/** What a start would do, known before anybody is asked. */
export interface StartPlan {
  readonly attempt: number;
  /** `redrive`: the earlier run goes on with the rows that it has not done. */
  readonly how: 'start' | 'redrive';
}

/**
 * What is next for a plan. @throws CommandError if a run of it, or of another plan of its campaign, goes on or is set
 */
export async function planStart(
  stack: Stack,
  resources: CampaignResources,
  store: CampaignStore,
  campaign: string,
  sha256: string,
  { isWhole }: StartOptions,
): Promise<StartPlan> {
  const plans = new Set([sha256, ...(await store.plansOf(campaign))]);
  const states = await Promise.all([...plans].map((plan) => planState(stack, resources, campaign, plan)));
  for (const state of states) refuseBusy(campaign, state, state.sha256 === sha256);
  const last = states.find((state) => state.sha256 === sha256)?.execution ?? null;
  if (last?.isRedrivable === true && !isWhole) return { attempt: last.attempt, how: 'redrive' };
  return { attempt: (last?.attempt ?? 0) + 1, how: 'start' };
}

function refuseBusy(campaign: string, state: PlanState, isThis: boolean): void {
  const which = isThis ? campaign : `An earlier plan (${state.sha256.slice(0, 12)}) of ${campaign}`;
  const stop = `To stop it: ./red-pack campaign stop ${campaign}`;
  if (isRunning(state)) throw new CommandError(`${which} runs already. ${stop}`);
  const [schedule] = state.schedules;
  if (schedule !== undefined)
    throw new CommandError(`${which} has a schedule already: ${schedule.expression} Beijing time. ${stop}`);
}

/** Starts the plan now, or sets the schedules that will. @throws CommandError */
export async function startPlan(
  stack: Stack,
  resources: CampaignResources,
  campaign: string,
  sha256: string,
  { attempt, how }: StartPlan,
  { at, continueDays }: StartOptions,
  nowMs: number,
): Promise<void> {
  const executions = new Executions(stack, resources.machineArn, campaign, sha256);
  const schedules = new Schedules(stack, resources, campaign, sha256);
  try {
    // First, since a run without it would stay where a limit of the day ends it.
    if (continueDays > 0) await schedules.setDaily(at ?? nowMs, continueDays, executions.arnOf(attempt));
    if (at !== null) {
      const call: ScheduledCall =
        how === 'redrive'
          ? { call: 'redriveExecution', executionArn: executions.arnOf(attempt) }
          : {
              call: 'startExecution',
              name: executionName(campaign, sha256, attempt),
              input: executionInput(resources.bucket, campaign, sha256),
            };
      await schedules.setStart(at, call);
    } else if (how === 'redrive') await executions.redrive(attempt);
    else await executions.start(attempt, resources.bucket);
  } finally {
    executions.close();
    schedules.close();
  }
}

/** What a stop has ended. */
export interface Stopped {
  readonly sha256: string;
  readonly wasRunning: boolean;
  readonly schedules: number;
}

/** Ends every run of a campaign and removes its schedules, whatever plan they have. @throws CommandError */
export async function stopCampaign(
  stack: Stack,
  resources: CampaignResources,
  store: CampaignStore,
  campaign: string,
): Promise<readonly Stopped[]> {
  const stopped: Stopped[] = [];
  for (const sha256 of await store.plansOf(campaign)) {
    const executions = new Executions(stack, resources.machineArn, campaign, sha256);
    const schedules = new Schedules(stack, resources, campaign, sha256);
    try {
      // Before the run: a schedule could continue it at once.
      const removed = [await schedules.delete('start'), await schedules.delete('daily')].filter(Boolean);
      const last = await executions.latest();
      const wasRunning = last?.status === 'RUNNING' || last?.status === 'PENDING_REDRIVE';
      if (last !== null && wasRunning) await executions.stop(last.attempt);
      if (wasRunning || removed.length > 0) stopped.push({ sha256, wasRunning, schedules: removed.length });
    } finally {
      executions.close();
      schedules.close();
    }
  }
  return stopped;
}
