import { onCampaignStack } from '../campaign/aws/open';
import { shortHash } from '../campaign/aws/state';
import { stopCampaign } from '../campaign/aws/stop';
import { folderOf } from '../campaign/folder';
import { defineCommand } from '../command';

export const command = defineCommand({
  usage: `./red-pack campaign stop NAME --stack red-pack-prod

Removes the schedules that would start or continue the campaign, then stops its run, whatever plan of it runs. Packets in
flight are still paid, for up to 5 minutes; recovery finds the outcome of each. The same campaign start goes on later, and
pays nobody twice.
It does not stop campaign run, which Ctrl-C does, nor anything else: see pause.

On AWS it needs the stack's CampaignPolicy.`,
  allowPositionals: true,
  options: {},
  async run({ positionals, io, stack }) {
    const { name } = folderOf(positionals);
    const opened = await stack();
    const stopped = await onCampaignStack(opened, (on) => stopCampaign(on, name));
    for (const { sha256, wasRunning, schedules } of stopped)
      io.out(
        `${name}, plan ${shortHash(sha256)}: ${wasRunning ? 'the run is stopped' : 'nothing ran'}, ${schedules} schedule${schedules === 1 ? '' : 's'} removed.`,
      );
    if (stopped.length === 0) io.out(`Nothing of ${name} runs or is set.`);
    if (stopped.some(({ wasRunning }) => wasRunning))
      io.out('Rows in flight are still sent, for up to 5 minutes.');
    if (stopped.length > 0)
      io.out(`To go on: ./red-pack campaign start ${name} --engine aws --stack ${opened.name}`);
    return 0;
  },
});
