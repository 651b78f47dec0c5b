import { Executions } from './execution';
import type { CampaignStack } from './open';
import { Schedules } from './schedule';
import { isRunning } from './state';

/** What a stop has ended. */
export interface Stopped {
  readonly sha256: string;
  readonly wasRunning: boolean;
  readonly schedules: number;
}

/** Ends every run of a campaign and removes its schedules, whatever plan they have. @throws CommandError */
export async function stopCampaign(
  { stack, resources, store }: CampaignStack,
  campaign: string,
): Promise<readonly Stopped[]> {
  const stopped: Stopped[] = [];
  for (const sha256 of await store.plansOf(campaign)) {
    const executions = new Executions(stack, resources.machineArn, campaign, sha256);
    const schedules = new Schedules(stack, resources, campaign, sha256);
    try {
      // Before the run: a schedule could continue it at once.
      const removed = [await schedules.delete('start'), await schedules.delete('daily')].filter(Boolean);
      const last = await executions.latest();
      const wasRunning = isRunning({ execution: last });
      if (last !== null && wasRunning) await executions.stop(last.attempt);
      if (wasRunning || removed.length > 0) stopped.push({ sha256, wasRunning, schedules: removed.length });
    } finally {
      executions.close();
      schedules.close();
    }
  }
  return stopped;
}
