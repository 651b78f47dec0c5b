import { onCampaignStack } from '../campaign/aws/open';
import { shortHash } from '../campaign/aws/state';
import { submitPlan } from '../campaign/aws/submit';
import { FOLDER_OPTIONS, FOLDER_USAGE, folderOf } from '../campaign/folder';
import { openCampaign } from '../campaign/open';
import { defineCommand } from '../command';
import { describeSum } from '../sum';

export const command = defineCommand({
  usage: `./red-pack campaign submit NAME --stack red-pack-prod [--dir DIR]

Checks the plan and uploads it to the stack's bucket, under a name that has its hash and cannot be written twice, with
the ARN of your identity. Starts nothing. On AWS it needs the stack's CampaignPolicy.

${FOLDER_USAGE}`,
  allowPositionals: true,
  options: FOLDER_OPTIONS,
  async run({ values, positionals, io, stack }) {
    const folder = folderOf(positionals, values.dir);
    const { name, path } = folder;
    const plan = await openCampaign(folder);
    const opened = await stack();
    const { count, total_fen: fen, plan_sha256: sha256 } = plan.manifest;
    const existed = await onCampaignStack(opened, (on) => submitPlan(on, path, plan));
    io.out(
      `${name}, ${describeSum({ count, fen })}, plan ${shortHash(sha256)}, ${existed ? 'was uploaded before' : 'is uploaded'}.`,
    );
    io.out(`Another identity approves it: ./red-pack campaign approve ${name} --stack ${opened.name}`);
    return 0;
  },
});
