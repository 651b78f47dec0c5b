import { messageOf } from '../../cli/errors';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { beijingText } from '../../shared/api/beijing';
import { icon } from '../icons';
import { empty, show } from '../respond';
import { APPROVAL } from '../text/approval';
import { AWS_RUNS } from '../text/aws-runs';
import { CAMPAIGNS } from '../text/campaigns';
import { textOf, type Visit, type VisitContext } from '../visit';
import { FIND } from './aws/find';
import { percentOf, standingLabel, standingOf } from './standing';

async function row(visit: Visit, name: string): Promise<Html> {
  const text = textOf(visit, CAMPAIGNS);
  const { campaigns } = visit.console;
  const link = html`<a class="main mono" href="/campaigns/${name}">${name}</a>`;
  try {
    const found = await campaigns.find(name);
    if (found === null) return html``;
    const { manifest, journal, folder } = found;
    const { rows } = journal;
    const standing = standingOf(await campaigns.jobs.workOn(folder), rows);
    const percent = percentOf(rows);
    return html`<tr><th scope="row">${link}</th><td>${standingLabel(visit, standing)}${standing !== 'planned' && standing !== 'complete' && html` <small>${text.share(percent)}</small>`}</td>
<td class="num">${manifest.count.toLocaleString('en')}</td><td class="num">${yuanShown(manifest.total_fen)}</td><td class="num">${yuanShown(rows.tallies.paid.fen)}</td><td class="wide time">${beijingText(manifest.created_at)}</td></tr>
`;
  } catch (error) {
    const why = html`<div class="broken"><span class="state refused">${icon('refused')}${text.damaged}</span><small>${text.damagedWhat}</small><small class="problem" lang="en">${messageOf(error)}</small></div>`;
    return html`<tr><th scope="row"><span class="mono">${name}</span></th><td colspan="5">${why}</td></tr>`;
  }
}

/** `/campaigns` */
export async function campaignList(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, CAMPAIGNS);
  const { campaigns } = visit.console;
  const onAws =
    !visit.console.stack.isLocal &&
    html`<a class="button" href="${FIND}">${icon('search')}${textOf(visit, AWS_RUNS).link}</a><a class="button" href="/campaigns/new_approval">${icon('person')}${textOf(visit, APPROVAL).link}</a>`;
  const tools = html`${onAws}<a class="button primary" href="/campaigns/new_plan">${icon('upload')}${text.plan}</a>`;
  const names = await campaigns.names();
  if (names.length === 0)
    return show(c, { title: text.title, tools, body: empty(text.emptyTitle, text.emptyWhat(campaigns.dir)) });
  const rows = await Promise.all(names.map((name) => row(visit, name)));
  const body = html`<div id="campaigns" hx-get="/campaigns" hx-trigger="every 5s" hx-select="#campaigns" hx-swap="outerMorph"><div class="scroll" role="region" aria-label="${text.caption}" tabindex="0"><table class="packets"><caption class="hidden">${text.caption}</caption>
<thead><tr><th scope="col">${text.campaign}</th><th scope="col">${text.state}</th><th scope="col" class="num">${text.packets}</th><th scope="col" class="num">${text.yuan}</th><th scope="col" class="num">${text.paid}</th><th scope="col" class="wide">${text.planned}</th></tr></thead><tbody>${rows}</tbody></table></div></div>`;
  return show(c, { title: text.title, tools, body });
}
