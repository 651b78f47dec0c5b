import { openPlan, type Plan, readManifest } from '../../shared/campaign/read-plan';
import { CommandError } from '../errors';
import { shortHash } from './aws/state';
import { type CampaignFolder, type CampaignWork, lockCampaign } from './folder';

/**
 * The checked plan of a folder.
 * @param hash how the hash of the plan that is meant begins, where one is
 * @throws PlanError for a changed one, CommandError for one that was moved, or is not the one that is meant
 */
export async function openCampaign({ name, path }: CampaignFolder, hash = ''): Promise<Plan> {
  const plan = await openPlan(path);
  const { campaign, plan_sha256: sha256 } = plan.manifest;
  if (campaign !== name)
    throw new CommandError(
      `The plan in ${path} is that of the campaign ${campaign}: rename the folder back, or give that name.`,
    );
  if (!sha256.startsWith(hash))
    throw new CommandError(
      `The plan of ${name} is ${shortHash(sha256)} by now, not ${hash}: it was planned again. Look at it before it is sent.`,
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
