import type { Execution, RowCounts } from '../../../cli/campaign/aws/execution';
import type { Scheduled } from '../../../cli/campaign/aws/schedule';
import { type PlanState, rowsLeft, shortHash } from '../../../cli/campaign/aws/state';
import { beijingMinute, scheduledMinute } from '../../../cli/campaign/aws/time';
import { accountFaultIn } from '../../../cli/campaign/repairs';
import { type Html, html } from '../../../cli/page/html';
import { notice } from '../../respond';
import { AWS_RUNS } from '../../text/aws-runs';
import type { KnownError } from '../../text/aws-runs-en';
import { textOf, type Visit } from '../../visit';
import { runLabel, runStanding } from './states';

/** All that Step Functions itself says of a run that a row has ended. */
const ROWS_HAVE_FAILED = 'States.ExceedToleratedFailureThreshold';

/** A sentence about a schedule. */
export function scheduleText(visit: Visit, { kind, expression, endsAt }: Scheduled): string {
  const text = textOf(visit, AWS_RUNS);
  const minute = scheduledMinute(expression);
  if (kind === 'start') return text.startsAt(minute);
  return text.continuesAt(minute, endsAt === null ? null : text.beijing(beijingMinute(endsAt)));
}

function facts(visit: Visit, { execution, schedules }: PlanState): Html {
  const text = textOf(visit, AWS_RUNS);
  const time = (ms: number): string => text.beijing(beijingMinute(ms));
  const ofRun: readonly (readonly [string, string])[] =
    execution === null
      ? []
      : [
          [text.run, text.runWhat(execution.attempt, execution.redrives)],
          [text.started, time(execution.startedAt)],
          ...(execution.endedAt === null ? [] : ([[text.ended, time(execution.endedAt)]] as const)),
        ];
  const set = schedules.map((each) => [text.schedule, scheduleText(visit, each)] as const);
  const shown = [...ofRun, ...set].map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return html`${shown.length > 0 && html`<dl class="facts">${shown}</dl>`}`;
}

function rowsPart(visit: Visit, rows: RowCounts | null): Html {
  const text = textOf(visit, AWS_RUNS);
  if (rows === null) return html`<p class="soft">${text.rowsNot}</p>`;
  const percent = Math.floor((rows.done * 100) / Math.max(1, rows.total));
  const counts = (['done', 'running', 'pending', 'failed'] as const).map((name) => {
    const of = name === 'done' && html`<small>${text.of(rows.total.toLocaleString('en'))}</small>`;
    return html`<div class="figure" id="rows-${name}"><dt>${text.counts[name]}</dt><dd><span class="value">${rows[name].toLocaleString('en')}</span>${of}</dd></div>`;
  });
  return html`<div class="stacked"><h3 class="soft small">${text.rows}</h3><p class="progress"><progress max="100" value="${percent}" aria-label="${text.progress}"></progress><span class="num">${text.share(percent)}</span></p><dl class="figures">${counts}</dl></div>`;
}

/** Why a run has ended before its end, or without some rows, and what to do. What AWS says of it stays in its own words. */
function endPart(visit: Visit, execution: Execution): Html | false {
  const text = textOf(visit, AWS_RUNS);
  const { status } = execution;
  const { error, cause } = execution.fault ?? execution;
  const left = rowsLeft(execution);
  if (left > 0)
    return html`<div class="stacked">${notice('error', text.left, text.leftWhat(left.toLocaleString('en')))}</div>`;
  if (error === null && status !== 'TIMED_OUT') return false;
  const known = error !== null && Object.hasOwn(text.errors, error) ? (error as KnownError) : null;
  const title =
    status === 'TIMED_OUT' ? text.timedOut : known === null ? text.errorOther : text.errors[known];
  const isStopped = status === 'ABORTED';
  const fault = accountFaultIn(cause);
  const isUnnamed = error === ROWS_HAVE_FAILED;
  const repair = fault !== null ? text.repairs[fault] : isUnnamed ? text.repairUnnamed : text.repairOther;
  const words = [error, cause].filter((each) => each !== null).join(': ');
  const said =
    words !== '' &&
    !isStopped &&
    html`<p class="soft small">${text.said}</p><pre tabindex="0" lang="en"><code>${words}</code></pre>`;
  return html`<div class="stacked">${notice(isStopped ? 'info' : 'error', title, isStopped ? text.goOn : repair)}${said}</div>`;
}

/** All that AWS says of one uploaded plan. @param isHere whether it is the plan on this machine */
export function runCard(visit: Visit, state: PlanState, isHere: boolean): Html {
  const text = textOf(visit, AWS_RUNS);
  const { sha256, execution } = state;
  const here = isHere && html` <span class="chip">${text.here}</span>`;
  const standing = runStanding(state);
  return html`<section class="card stacked" id="plan-${shortHash(sha256)}" data-standing="${standing}"><div class="head"><h2>${text.planOf} <code title="${sha256}">${shortHash(sha256)}</code></h2>${here}</div>
<p class="now">${runLabel(visit, standing)}</p>${execution !== null && endPart(visit, execution)}${execution !== null && rowsPart(visit, execution.rows)}${facts(visit, state)}</section>`;
}
