import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../../shared/campaign/manifest';
import { openPlan } from '../../../shared/campaign/read-plan';
import { CommandError, UsageError } from '../../errors';
import { makeTempFolder } from '../plan/temp-folder';
import { OwnPlanError } from '../refusals';
import type { Approval } from './approval';
import { identityOf, isShared } from './identity';
import type { CampaignStack } from './open';
import { shortHash } from './state';
import { type CampaignStore, objectKeys } from './store';
import { readUploaded, type UploadedPlan } from './uploaded';

/**
 * The one uploaded plan of a campaign, or the one whose hash begins with `hash`.
 * @throws UsageError if several are meant; CommandError if none is
 */
async function findPlan(
  store: CampaignStore,
  campaign: string,
  hash: string | undefined,
): Promise<UploadedPlan> {
  const plans = await store.plansOf(campaign);
  const meant = hash === undefined ? plans : plans.filter((sha256) => sha256.startsWith(hash));
  const [sha256, ...others] = meant;
  if (sha256 === undefined)
    throw new CommandError(
      plans.length === 0
        ? `Nobody has uploaded a plan of ${campaign}. Its planner does: ./red-pack campaign submit ${campaign}`
        : `No uploaded plan of ${campaign} has a hash that begins with "${hash}". There are ${short(plans)}.`,
    );
  if (others.length > 0)
    throw new UsageError(
      `${campaign} has ${meant.length} plans, the newest first: ${short(meant)}. Say with --plan which one.`,
    );
  return readUploaded(store, campaign, sha256);
}

function short(plans: readonly string[]): string {
  return plans.map(shortHash).join(', ');
}

/**
 * Reads the uploaded plan itself, every line, since a manifest could say less than the plan pays.
 * @throws CommandError or PlanError if they differ
 */
export async function verifyUploaded(store: CampaignStore, manifest: Manifest): Promise<void> {
  const { campaign, plan_sha256 } = manifest;
  const { path: dir, remove } = makeTempFolder();
  try {
    await store.download(objectKeys.plan(campaign, plan_sha256), join(dir, 'plan.jsonl'));
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest), { mode: 0o600 });
    await openPlan(dir);
  } finally {
    remove();
  }
}

/**
 * Stores an approval, once.
 * @returns whether it is new
 * @throws CommandError, with a hint if the rights are missing
 */
export async function storeApproval(
  store: CampaignStore,
  { campaign, plan_sha256, count, total_fen }: Manifest,
  approvedBy: string,
  nowMs: number,
): Promise<boolean> {
  const approval: Approval = {
    ...{ version: 1, campaign, plan_sha256, count, total_fen },
    approved_by: approvedBy,
    approved_at: Math.floor(nowMs / 1000),
  };
  try {
    return await store.putJson(objectKeys.approval(campaign, plan_sha256), approval);
  } catch (cause) {
    if (!(cause instanceof CommandError) || !/AccessDenied/.test(cause.message)) throw cause;
    throw new CommandError(
      `${cause.message} It needs the stack's ApprovePolicy, which planners do not have.`,
      {
        cause,
      },
    );
  }
}

const SHARED_ROLE =
  ' If somebody else did, with the same role, nothing tells you apart: set role_session_name in both profiles, then plan and submit again.';

function refuseOwn(identity: string, { plannedBy, manifest }: UploadedPlan): void {
  if (plannedBy === '')
    throw new CommandError(
      `The plan of ${manifest.campaign} does not say who uploaded it. Plan and submit it again.`,
    );
  if (identity === plannedBy)
    throw new OwnPlanError(
      `You (${identity}) uploaded this plan yourself: another identity must approve it.${isShared(identity) ? SHARED_ROLE : ''}`,
      manifest.campaign,
      identity,
    );
}

/** An uploaded plan that this identity may approve. */
export interface Approvable extends UploadedPlan {
  /** ARN of the one who asks. */
  readonly identity: string;
}

/**
 * The uploaded plan of a campaign that this identity may approve.
 * @param hash the first digits of the plan's hash, or all of them; undefined for the only one
 * @throws UsageError if several are meant; CommandError if none is, or if the identity has uploaded it
 */
export async function findApprovable(
  { stack, store }: CampaignStack,
  campaign: string,
  hash: string | undefined,
): Promise<Approvable> {
  const found = await findPlan(store, campaign, hash);
  const identity = await identityOf(stack);
  refuseOwn(identity, found);
  return { ...found, identity };
}
