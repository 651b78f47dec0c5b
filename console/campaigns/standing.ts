import type { RowOutcomes } from '../../cli/campaign/outcomes';
import { durationText } from '../../cli/campaign/run/bar';
import { type Html, html } from '../../cli/page/html';
import { type StateLook, stateMark } from '../state-mark';
import { CAMPAIGNS } from '../text/campaigns';
import { textOf, type Visit } from '../visit';
import type { Work } from './jobs';
import type { Campaign } from './state';

/** Where a campaign stands. */
export type Standing =
  | 'planned'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'busy'
  | 'unverified'
  | 'unfinished'
  | 'complete';

/** The colours are those of a packet's states. */
const LOOKS: Readonly<Record<Standing, StateLook>> = {
  planned: ['plain', 'unsent'],
  starting: ['open', 'open'],
  running: ['open', 'sent'],
  stopping: ['retry', 'stop'],
  busy: ['open', 'open'],
  unverified: ['retry', 'recover'],
  unfinished: ['retry', 'retry'],
  complete: ['paid', 'check'],
};

export function standingOf({ state }: Work, rows: RowOutcomes): Standing {
  if (state !== 'idle') return state;
  if (rows.areAllFinal) return 'complete';
  return rows.tallies.unsent.count === rows.count ? 'planned' : 'unfinished';
}

export function standingLabel(visit: Visit, standing: Standing): Html {
  return stateMark(LOOKS[standing], textOf(visit, CAMPAIGNS).states[standing]);
}

/** Whole percent of the packets that are paid or refused; 100 only for all. */
export function percentOf({ tallies, count }: RowOutcomes): number {
  return Math.floor(((tallies.paid.count + tallies.refused.count) * 100) / Math.max(1, count));
}

/** State, progress and pace. */
export function standingCard(visit: Visit, { journal }: Campaign, work: Work): Html {
  const text = textOf(visit, CAMPAIGNS);
  const { rows, rate } = journal;
  const standing = standingOf(work, rows);
  const percent = percentOf(rows);
  const left = rate > 0 ? text.time(durationText(rows.tallies.unsent.count / rate)) : '';
  const maybeOnAws = standing === 'planned' && !visit.console.stack.isLocal;
  const idle = maybeOnAws ? text.plannedOnAws : text.what[standing];
  const what = standing === 'running' ? text.pace(rate.toFixed(1), left) : idle;
  const unsure = work.state === 'unverified' && text.unverified(work.pid, work.lock);
  return html`<section class="card now" id="standing"><p>${standingLabel(visit, standing)}</p>
<p class="progress"><progress max="100" value="${percent}" aria-label="${text.progress}"></progress><span class="num">${text.share(percent)}</span></p><p class="soft">${unsure || what}</p></section>`;
}
