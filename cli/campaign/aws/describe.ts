import type { Stack } from '../../stack';
import type { RowCounts } from './execution';
import { requireCampaignResources } from './resources';
import type { Scheduled } from './schedule';
import { CampaignStore } from './store';
import { beijingAndUtc } from './time';
import { type PlanState, planState } from './uploaded';

/**
 * What AWS says of every uploaded plan of a campaign, the newest first: its latest run with the counts of its rows, and
 * its schedules. The records alone tell who was paid; ask them for that.
 * @throws CommandError
 */
export async function describeOnAws(stack: Stack, campaign: string): Promise<readonly PlanState[]> {
  const resources = await requireCampaignResources(stack);
  const store = new CampaignStore(stack, resources.bucket);
  try {
    const plans = await store.plansOf(campaign);
    return await Promise.all(plans.map((sha256) => planState(stack, resources, campaign, sha256, true)));
  } finally {
    store.close();
  }
}

const REPAIRS: Readonly<Record<string, string>> = {
  NOTENOUGH: 'top up the account',
  SENDAMOUNT_LIMIT: "wait for tomorrow, or have WeChat Pay raise the account's limit",
  DAY_OVER_LIMITED: "wait for tomorrow, or have WeChat Pay raise the account's limit",
  SIGN_ERROR: 'check the API key: ./red-pack certificate list',
  CA_ERROR: 'renew the certificate: ./red-pack certificate put',
};

function rowsText({ total, done, running, pending, failed }: RowCounts): string {
  return `${done} of ${total} rows done, ${running} in flight, ${pending} waiting, ${failed} stopped by the fault`;
}

function scheduleText({ kind, expression, endsAt }: Scheduled): string {
  const until = endsAt === null ? '' : `, until ${beijingAndUtc(endsAt)}`;
  const what = kind === 'start' ? 'starts' : 'goes on each day';
  return `  ${what} by schedule ${expression} Beijing time${until}`;
}

/** Lines for people about one plan. */
export function stateLines({ sha256, execution, schedules }: PlanState): string[] {
  const lines = [`Plan ${sha256.slice(0, 12)}:`];
  if (execution === null) lines.push('  has not been started');
  else {
    const { attempt, status, startedAt, endedAt, rows, error, cause, redrives } = execution;
    const again = redrives === 0 ? '' : `, continued ${redrives} time${redrives === 1 ? '' : 's'}`;
    lines.push(`  run ${attempt}: ${status}, started ${beijingAndUtc(startedAt)}${again}`);
    if (endedAt !== null) lines.push(`  ended ${beijingAndUtc(endedAt)}`);
    if (rows !== null) lines.push(`  ${rowsText(rows)}`);
    if (error !== null) {
      const repair = REPAIRS[Object.keys(REPAIRS).find((code) => cause?.includes(code)) ?? ''];
      const next = repair === undefined ? '' : `: ${repair}, then start it again`;
      lines.push(`  ${error}${cause === null ? '' : `: ${cause}`}${next}`);
    }
  }
  return [...lines, ...schedules.map(scheduleText)];
}
