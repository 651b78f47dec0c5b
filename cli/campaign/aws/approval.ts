import { literal, number, object, safeParse, string } from 'valibot';
import type { Manifest } from '../../../shared/campaign/manifest';
import { CommandError } from '../../errors';
import type { Stack } from '../../stack';
import { NeedsApprovalError } from '../refusals';
import { type CampaignStack, withResources } from './open';
import { campaignResourcesOf } from './resources';
import { type CampaignStore, objectKeys } from './store';
import { readUploaded } from './uploaded';

/** `approvals/<campaign>/<hash>.json`. */
const approvalSchema = object({
  version: literal(1),
  campaign: string(),
  plan_sha256: string(),
  count: number(),
  total_fen: number(),
  /** ARN of the identity that approved. */
  approved_by: string(),
  /** Unix seconds. */
  approved_at: number(),
});

export interface Approval {
  readonly version: 1;
  readonly campaign: string;
  readonly plan_sha256: string;
  readonly count: number;
  readonly total_fen: number;
  readonly approved_by: string;
  readonly approved_at: number;
}

/** @returns null if nobody has approved the plan; @throws CommandError for an approval of something else */
export async function readApproval(store: CampaignStore, manifest: Manifest): Promise<Approval | null> {
  const { campaign, plan_sha256, count, total_fen } = manifest;
  const key = objectKeys.approval(campaign, plan_sha256);
  const stored = await store.getJson(key);
  if (stored === null) return null;
  const { success, output } = safeParse(approvalSchema, stored.value);
  const isOfPlan =
    success &&
    output.campaign === campaign &&
    output.plan_sha256 === plan_sha256 &&
    output.count === count &&
    output.total_fen === total_fen;
  if (isOfPlan) return output;
  throw new CommandError(`s3://${store.bucket}/${key} approves something else than this plan.`);
}

/**
 * Refuses a plan that the stack or its manifest wants approved, and that nobody but its planner has approved.
 * @throws CommandError that says what to do
 */
export async function requireApprovalOn(
  { stack, resources, store }: CampaignStack,
  manifest: Manifest,
): Promise<void> {
  const { campaign, plan_sha256, approval } = manifest;
  if (approval !== 'required' && !resources.isApprovalRequired) return;
  const found = await readApproval(store, manifest);
  if (found === null)
    throw new NeedsApprovalError(
      `The plan of ${campaign} needs the approval of another person, and has none. Upload it with "./red-pack campaign submit ${campaign}", then let that person run "./red-pack campaign approve ${campaign} --stack ${stack.name}". Nothing was sent.`,
      campaign,
    );
  const { plannedBy } = await readUploaded(store, campaign, plan_sha256);
  if (found.approved_by === plannedBy)
    throw new CommandError(
      `The plan of ${campaign} was approved by ${plannedBy}, who also uploaded it: another identity must approve it. Nothing was sent.`,
    );
}

/** The same on a stack on AWS that may have nothing for campaigns. @throws CommandError; also if it cannot be read */
export async function requireApproval(manifest: Manifest, stack: Stack): Promise<void> {
  const resources = await campaignResourcesOf(stack);
  if (resources !== null) return withResources(stack, resources, (on) => requireApprovalOn(on, manifest));
  if (manifest.approval === 'required')
    throw new CommandError(
      `The plan of ${manifest.campaign} needs an approval, and ${stack.name} keeps none: deploy it with campaigns: 'true', see docs/campaign-large.md.`,
    );
}
