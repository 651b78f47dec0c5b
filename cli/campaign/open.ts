import { openPlan, type Plan } from '../../shared/campaign/read-plan';
import { CommandError } from '../errors';
import type { CampaignFolder } from './folder';

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
