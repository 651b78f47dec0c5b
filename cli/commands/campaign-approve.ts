import { readApproval } from '../campaign/aws/approval';
import { findApprovable, storeApproval, verifyUploaded } from '../campaign/aws/approve';
import { onCampaignStack } from '../campaign/aws/open';
import { beijingAndUtc } from '../campaign/aws/time';
import type { UploadedPlan } from '../campaign/aws/uploaded';
import { folderOf } from '../campaign/folder';
import { PLAN_OPTIONS, planHashOf } from '../campaign/plan-option';
import { defineCommand } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import type { Io } from '../io';
import { describeSum, yuan } from '../sum';

function present(io: Io, { manifest, plannedBy }: UploadedPlan): void {
  const { campaign, plan_sha256, count, total_fen: fen, created_at } = manifest;
  const { largest_recipient_fen, earlier_fen, budget_fen, max_per_recipient_fen } = manifest;
  const limit = (fenOrNull: number | null) => (fenOrNull === null ? 'no limit' : `limit ${yuan(fenOrNull)}`);
  io.err(`Campaign:          ${campaign}, plan ${plan_sha256}`);
  io.err(`Planned:           ${beijingAndUtc(created_at * 1000)}`);
  io.err(`Uploaded by:       ${plannedBy || 'unknown'}`);
  io.err(`Pays:              ${describeSum({ count, fen })} (${limit(budget_fen)})`);
  if (earlier_fen !== undefined)
    io.err(
      `Sent before:       ${yuan(earlier_fen)} yuan in rows that this plan has not; the limit is for both`,
    );
  io.err(`Most to one person: ${yuan(largest_recipient_fen)} yuan (${limit(max_per_recipient_fen)})`);
}

export const command = defineCommand({
  usage: `./red-pack campaign approve NAME --stack red-pack-prod [--plan HASH] [--yes]

Reads the plan from the stack's bucket, checks every line of it against its manifest, shows what it pays, asks, and
stores the approval of this very plan, by its hash: a plan with another line needs another approval. Refused for the
identity that uploaded the plan. The stack's param campaign-approval=required makes campaign start and campaign run wait
for it. It guards against mistakes; who may invoke sendRedPack can pay without any plan.

On AWS it needs the stack's ApprovePolicy.

  --plan HASH  which plan, by the first digits of its hash; needed if several were uploaded
  --yes        do not ask; needed without a terminal`,
  allowPositionals: true,
  options: { ...PLAN_OPTIONS, yes: { type: 'boolean' } },
  async run({ values, positionals, io, stack }) {
    const { name } = folderOf(positionals);
    const hash = planHashOf(values.plan);
    checkConfirmable(values.yes, io);
    const opened = await stack();
    await onCampaignStack(opened, async (on) => {
      const found = await findApprovable(on, name, hash);
      const { manifest, identity } = found;
      await verifyUploaded(on.store, manifest);
      present(io, found);
      await confirm('Approve it?', values.yes, io);
      const isNew = await storeApproval(on.store, manifest, identity, Date.now());
      const stored = isNew ? null : await readApproval(on.store, manifest);
      io.out(
        stored === null
          ? `${name} is approved by ${identity}.`
          : `${name} was approved already, by ${stored.approved_by} at ${beijingAndUtc(stored.approved_at * 1000)}.`,
      );
    });
    return 0;
  },
});
