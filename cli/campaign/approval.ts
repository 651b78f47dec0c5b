import { literal, number, object, safeParse, string } from 'valibot';
import type { Manifest } from '../../shared/campaign/manifest';
import { CommandError } from '../errors';
import type { Stack } from '../stack';
import { campaignResourcesOf } from './aws/resources';
import { CampaignStore, objectKeys } from './aws/store';
import { readUploaded } from './aws/uploaded';

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
 * Refuses a plan that needs an approval and has none by another identity than its planner's. The stack decides whether
 * one is needed (param `campaign-approval`), and so may the manifest. It guards against mistakes: who may invoke
 * sendRedPack can pay without any plan.
 *
 * The local stack moves no money and keeps no approvals: there, nothing is required.
 * @throws CommandError that says what to do; also if the stack cannot be read
 */
export async function requireApproval(manifest: Manifest, stack: Stack): Promise<void> {
  if (stack.isLocal) return;
  const { campaign, plan_sha256, approval } = manifest;
  const resources = await campaignResourcesOf(stack);
  if (approval !== 'required' && resources?.isApprovalRequired !== true) return;
  if (resources === null)
    throw new CommandError(
      `The plan of ${campaign} needs an approval, and ${stack.name} keeps none: deploy it with campaigns: 'true', see docs/campaign-large.md.`,
    );
  const store = new CampaignStore(stack, resources.bucket);
  try {
    const found = await readApproval(store, manifest);
    if (found === null)
      throw new CommandError(
        `The plan of ${campaign} needs the approval of another person, and has none. Upload it with "./red-pack campaign submit ${campaign}", then let that person run "./red-pack campaign approve ${campaign} --stack ${stack.name}". Nothing was sent.`,
      );
    const { plannedBy } = await readUploaded(store, campaign, plan_sha256);
    if (found.approved_by === plannedBy)
      throw new CommandError(
        `The plan of ${campaign} was approved by ${plannedBy}, who also uploaded it: another identity must approve it. Nothing was sent.`,
      );
  } finally {
    store.close();
  }
}
