import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { commandBlock, csrfField } from '../act';
import { shellCommand } from '../equivalent';
import { icon } from '../icons';
import { COMMON } from '../text/common';
import { PLAN } from '../text/plan';
import { textOf, type Visit } from '../visit';
import type { Reviewed } from './uploads';
import { planArgs } from './wanted';

/** What making the plan does, the equivalent command, and its button; where no plan can be made, only the way back. */
export function makeForms(visit: Visit, { upload, fields, checked }: Reviewed): Html {
  const text = textOf(visit, PLAN);
  const common = textOf(visit, COMMON);
  const { faults, good, problem } = checked;
  const path = `/campaigns/new_plan/${upload.id}`;
  const discard = html`<form method="post" action="${path}/discard">${csrfField(visit)}<p class="buttons"><a class="button" href="/campaigns/new_plan?from=${upload.id}">${icon('upload')}${text.correct}</a><button>${text.discard}</button></p></form>`;
  if (good.count === 0 || problem !== null) return html`<section class="card">${discard}</section>`;
  const skips = faults > 0;
  const [packets, yuan] = [common.packets(good.count), yuanShown(good.fen)];
  const lines = [...(skips ? [text.skipDo(faults)] : []), ...text.makeDo(fields.campaign ?? '')];
  const command = shellCommand(planArgs(visit, upload, fields, skips));
  return html`<section class="card confirm"><h2>${text.makeTitle}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>${commandBlock(visit, command)}
<form method="post" action="${path}/plan">${csrfField(visit)}<p class="buttons"><button class="${skips ? '' : 'primary'}">${icon('check')}${skips ? text.skipMake(packets, yuan) : text.make(packets, yuan)}</button></p></form>${discard}</section>`;
}
