import type { Manifest } from '../../../shared/campaign/manifest';
import type { Plan } from '../../../shared/campaign/read-plan';
import { CommandError, messageOf } from '../../errors';
import { requireApprovalOn } from './approval';
import { Executions, executionInput, executionName } from './execution';
import type { CampaignStack } from './open';
import type { StartOptions } from './options';
import { type ScheduledCall, Schedules } from './schedule';
import { isRunning, type PlanState, shortHash } from './state';
import { submitPlan } from './submit';
import { planState } from './uploaded';

/** What a start would do, known before anybody is asked. */
export interface StartPlan {
  readonly attempt: number;
  /** `redrive`: the earlier run goes on with the rows that it has not done. */
  readonly how: 'start' | 'redrive';
}

/**
 * What is next for a plan; changes nothing.
 * @throws CommandError if it needs an approval and has none, or if a run of it, or of another plan of its campaign, goes
 * on or is set
 */
export async function prepareStart(
  on: CampaignStack,
  manifest: Manifest,
  { isWhole }: StartOptions,
): Promise<StartPlan> {
  await requireApprovalOn(on, manifest);
  const { campaign, plan_sha256: sha256 } = manifest;
  const plans = new Set([sha256, ...(await on.store.plansOf(campaign))]);
  const states = await Promise.all([...plans].map((plan) => planState(on, campaign, plan)));
  for (const state of states) refuseBusy(campaign, state, state.sha256 === sha256);
  const last = states.find((state) => state.sha256 === sha256)?.execution ?? null;
  if (last?.isRedrivable === true && !isWhole) return { attempt: last.attempt, how: 'redrive' };
  return { attempt: (last?.attempt ?? 0) + 1, how: 'start' };
}

function refuseBusy(campaign: string, state: PlanState, isThis: boolean): void {
  const which = isThis ? campaign : `An earlier plan (${shortHash(state.sha256)}) of ${campaign}`;
  const stop = `To stop it: ./red-pack campaign stop ${campaign}`;
  if (isRunning(state)) throw new CommandError(`${which} runs already. ${stop}`);
  const [schedule] = state.schedules;
  if (schedule !== undefined)
    throw new CommandError(`${which} has a schedule already: ${schedule.expression} Beijing time. ${stop}`);
}

/**
 * Uploads the plan, then starts it now or sets the schedules that will.
 * @param dir `campaigns/<name>`
 * @param next as `prepareStart` has found it
 * @throws CommandError
 */
export async function startCampaign(
  on: CampaignStack,
  dir: string,
  plan: Plan,
  next: StartPlan,
  options: StartOptions,
): Promise<void> {
  await submitPlan(on, dir, plan);
  await startPlan(on, plan.manifest, next, options, Date.now());
}

async function startPlan(
  { stack, resources }: CampaignStack,
  { campaign, plan_sha256: sha256 }: Manifest,
  { attempt, how }: StartPlan,
  { at, continueDays }: StartOptions,
  nowMs: number,
): Promise<void> {
  const executions = new Executions(stack, resources.machineArn, campaign, sha256);
  const schedules = new Schedules(stack, resources, campaign, sha256);
  const begin = async (): Promise<void> => {
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
  };
  try {
    if (continueDays === 0) return await begin();
    // First, since a run without it would stay where a limit of the day ends it.
    await schedules.setDaily(at ?? nowMs, continueDays, executions.arnOf(attempt));
    await begin().catch((cause: unknown) => withoutDaily(schedules, campaign, cause));
  } finally {
    executions.close();
    schedules.close();
  }
}

/** A start that has failed must pay nobody tomorrow. @throws CommandError always */
async function withoutDaily(schedules: Schedules, campaign: string, cause: unknown): Promise<never> {
  const removed = await schedules.delete('daily').then(
    () => 'The schedule that was to continue it is removed again.',
    (error: unknown) =>
      `The schedule that is to continue it each day is still set (${messageOf(error)}). Remove it: ./red-pack campaign stop ${campaign}`,
  );
  throw new CommandError(`${messageOf(cause)} ${removed}`, { cause });
}
