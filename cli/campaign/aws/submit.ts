import { join } from 'node:path';
import type { Plan } from '../../../shared/campaign/read-plan';
import { CommandError } from '../../errors';
import { identityOf } from './identity';
import type { CampaignStack } from './open';
import { LARGEST_PLAN_BYTES, objectKeys } from './store';

/** The metadata of an uploaded manifest that names who uploaded it. */
export const PLANNED_BY = 'planned-by';

/**
 * Uploads a checked plan, then its manifest with the identity of who does it, each under a name with the plan's hash that
 * can be written once. Calling it again changes nothing.
 * @param dir `campaigns/<name>`
 * @returns whether the plan was there already
 * @throws CommandError
 */
export async function submitPlan(
  { stack, store }: CampaignStack,
  dir: string,
  { manifest }: Plan,
): Promise<boolean> {
  const { campaign, plan_sha256: sha256, plan_bytes: bytes } = manifest;
  if (bytes > LARGEST_PLAN_BYTES)
    throw new CommandError(
      `The plan of ${campaign} has ${bytes} bytes, more than the ${LARGEST_PLAN_BYTES} that S3 takes in one upload: divide the file into several campaigns.`,
    );
  const identity = await identityOf(stack);
  const existed = await store.putPlan(
    objectKeys.plan(campaign, sha256),
    join(dir, 'plan.jsonl'),
    bytes,
    sha256,
  );
  // Last, so that a manifest in the bucket means that its plan is there.
  await store.putJson(objectKeys.manifest(campaign, sha256), manifest, { [PLANNED_BY]: identity });
  return existed;
}
