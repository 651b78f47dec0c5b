import { openPlan, type Plan } from '../../shared/campaign/read-plan';
import { CommandError } from '../errors';
import { shortHash } from './aws/state';
import type { CampaignFolder } from './folder';

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
