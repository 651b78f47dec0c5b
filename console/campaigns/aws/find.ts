import { html } from '../../../cli/page/html';
import { field } from '../../fields';
import { icon } from '../../icons';
import { notice, show } from '../../respond';
import { AWS_RUNS } from '../../text/aws-runs';
import { CAMPAIGNS } from '../../text/campaigns';
import { textOf, type VisitContext } from '../../visit';
import { campaignName } from '../name';

/** `_` is in no campaign's name, so no campaign has this address. */
export const FIND = '/campaigns/aws_runs';

/** Finds the runs of a campaign by its name; its plan may be on another machine. */
export function findRuns(c: VisitContext): Response {
  const visit = c.get('visit');
  const text = textOf(visit, AWS_RUNS);
  const { stack } = visit.console;
  const given = c.req.query('campaign');
  if (given !== undefined && given.trim() !== '')
    return c.redirect(`/campaigns/${campaignName(visit, given)}/aws`, 303) as Response;
  const back = html`<p class="crumb"><a href="/campaigns">${icon('back')}${textOf(visit, CAMPAIGNS).all}</a></p>`;
  const name = field({ name: 'campaign', label: text.name, hint: text.nameHint, isRequired: true });
  const ask = html`<form class="card confirm" action="${FIND}"><p class="soft">${text.findWhat(stack.name)}</p><div class="fields">${name}</div><p class="buttons"><button class="primary">${icon('search')}${text.show}</button></p></form>`;
  const body = html`${back}${stack.isLocal ? notice('info', text.local, text.localWhat) : ask}`;
  return show(c, { title: text.find, body });
}
