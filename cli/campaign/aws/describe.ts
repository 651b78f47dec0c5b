import type { Stack } from '../../stack';
import { accountFaultIn, REPAIRS } from '../repairs';
import type { RowCounts } from './execution';
import { type CampaignStack, onCampaignStack } from './open';
import type { Scheduled } from './schedule';
import { type PlanState, rowsLeft, shortHash } from './state';
import { beijingAndUtc } from './time';
import { planState } from './uploaded';

/**
 * What AWS says of every uploaded plan of a campaign, the newest first: its latest run with the counts of its rows, and
 * its schedules. The records alone tell who was paid; ask them for that.
 * @throws CommandError
 */
export async function statesOf(on: CampaignStack, campaign: string): Promise<readonly PlanState[]> {
  const plans = await on.store.plansOf(campaign);
  return Promise.all(plans.map((sha256) => planState(on, campaign, sha256, true)));
}

/** The same on a stack that is not open yet. @throws CommandError; also if it runs no campaigns */
export function describeOnAws(stack: Stack, campaign: string): Promise<readonly PlanState[]> {
  return onCampaignStack(stack, (on) => statesOf(on, campaign));
}

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
  const lines = [`Plan ${shortHash(sha256)}:`];
  if (execution === null) lines.push('  has not been started');
  else {
    const { attempt, status, startedAt, endedAt, rows, redrives } = execution;
    const again = redrives === 0 ? '' : `, continued ${redrives} time${redrives === 1 ? '' : 's'}`;
    lines.push(`  run ${attempt}: ${status}, started ${beijingAndUtc(startedAt)}${again}`);
    if (endedAt !== null) lines.push(`  ended ${beijingAndUtc(endedAt)}`);
    if (rows !== null) lines.push(`  ${rowsText(rows)}`);
    const left = rowsLeft(execution);
    if (left > 0)
      lines.push(
        `  it has ended without ${left} ${left === 1 ? 'row' : 'rows'}: send them with campaign start --engine aws --whole`,
      );
    const { error, cause } = execution.fault ?? execution;
    if (error !== null) lines.push(`  ${error}${cause === null ? '' : `: ${cause}`}`);
    const fault = accountFaultIn(cause);
    if (fault !== null) lines.push(`  ${REPAIRS[fault]} Then start it again.`);
  }
  return [...lines, ...schedules.map(scheduleText)];
}
