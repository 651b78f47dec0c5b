import { safeParse } from 'valibot';
import { type Manifest, manifestSchema } from '../../../shared/campaign/manifest';
import { CommandError } from '../../errors';
import { type Execution, Executions } from './execution';
import type { CampaignStack } from './open';
import { readRowFault } from './row-fault';
import { Schedules } from './schedule';
import type { PlanState } from './state';
import { type CampaignStore, objectKeys } from './store';
import { PLANNED_BY } from './submit';

/** A plan that lies in the bucket. */
export interface UploadedPlan {
  readonly manifest: Manifest;
  /** ARN of who uploaded it; empty if its metadata was lost. */
  readonly plannedBy: string;
}

/** @throws CommandError if it is not there, or is no manifest of this plan */
export async function readUploaded(
  store: CampaignStore,
  campaign: string,
  sha256: string,
): Promise<UploadedPlan> {
  const key = objectKeys.manifest(campaign, sha256);
  const stored = await store.getJson(key);
  if (stored === null) throw new CommandError(`There is no s3://${store.bucket}/${key}.`);
  const { success, output } = safeParse(manifestSchema, stored.value);
  if (!success || output.campaign !== campaign || output.plan_sha256 !== sha256)
    throw new CommandError(`s3://${store.bucket}/${key} is not the manifest of the plan that its name says.`);
  return { manifest: output, plannedBy: stored.metadata[PLANNED_BY] ?? '' };
}

/** A run with what its rows tell. */
async function withItsRows(
  store: CampaignStore,
  executions: Executions,
  campaign: string,
  sha256: string,
  run: Execution,
): Promise<Execution> {
  const { manifest } = await readUploaded(store, campaign, sha256);
  const mapRun = await executions.mapRunOf(run.attempt, manifest.count);
  if (mapRun === null) return run;
  const fault = run.status === 'FAILED' ? await readRowFault(store, campaign, sha256, mapRun.id) : null;
  return { ...run, rows: mapRun.rows, fault };
}

/**
 * What is known of a plan now.
 * @param withRows whether to ask for the rows of the run as well: three more calls, and two for a run that has failed
 */
export async function planState(
  { stack, resources, store }: CampaignStack,
  campaign: string,
  sha256: string,
  withRows = false,
): Promise<PlanState> {
  const executions = new Executions(stack, resources.machineArn, campaign, sha256);
  const schedules = new Schedules(stack, resources, campaign, sha256);
  try {
    const [latest, start, daily] = await Promise.all([
      executions.latest(),
      schedules.get('start'),
      schedules.get('daily'),
    ]);
    const execution =
      latest !== null && withRows ? await withItsRows(store, executions, campaign, sha256, latest) : latest;
    return { sha256, execution, schedules: [start, daily].filter((one) => one !== null) };
  } finally {
    executions.close();
    schedules.close();
  }
}
