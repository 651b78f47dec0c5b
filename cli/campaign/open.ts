import { openPlan, type Plan, readManifest } from '../../shared/campaign/read-plan';
import { CommandError } from '../errors';
import { type CampaignFolder, type CampaignWork, lockCampaign } from './folder';

/** The checked plan of a folder. @throws PlanError for a changed one, CommandError for one that was moved */
export async function openCampaign({ name, path }: CampaignFolder): Promise<Plan> {
  const plan = await openPlan(path);
  const { campaign } = plan.manifest;
  if (campaign !== name)
    throw new CommandError(
      `The plan in ${path} is that of the campaign ${campaign}: rename the folder back, or give that name.`,
    );
  return plan;
}

/**
 * Locks a campaign that has a plan; a mistyped name makes no folder. Until then the plan may be replaced, so open it
 * under the lock.
 * @returns a function that lets go
 * @throws PlanError if there is no plan, CommandError naming the process that works on it
 */
export async function lockPlanned(folder: CampaignFolder, work: CampaignWork): Promise<() => Promise<void>> {
  await readManifest(folder.path);
  return lockCampaign(folder, work);
}
