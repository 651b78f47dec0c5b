import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { Movement, Movements, SandboxAdmin } from '../../cli/sandbox/admin';
import { beijingText } from '../../shared/api/beijing';
import { icon } from '../icons';
import { numbered } from '../packets/pager';
import { empty, notice, show } from '../respond';
import { PACKETS } from '../text/packets';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit, type VisitContext } from '../visit';
import type { SandboxSession } from './session';

const PAGE = 100;
/** Numbers that were paid twice are named up to here: one is reason enough to look. */
const NAMED = 20;

function row(visit: Visit, { kind, amountFen, atMs, mch_billno }: Movement): Html {
  const sign = kind === 'payment' ? '−' : '+';
  return html`<tr><td>${textOf(visit, SANDBOX).entry[kind]}</td><td class="num">${sign}${yuanShown(amountFen)}</td><td class="time">${beijingText(Math.floor(atMs / 1000))}</td><td class="mono">${mch_billno ?? ''}</td></tr>
`;
}

/** The page at `offset`; beyond the end, the last one. */
async function readPage(visit: Visit, admin: SandboxAdmin): Promise<Movements & { offset: number }> {
  const text = visit.url.searchParams.get('offset') ?? '';
  const offset = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  const page = await admin.movements(PAGE, offset);
  if (page.movements.length > 0 || page.total === 0) return { ...page, offset };
  const last = (Math.ceil(page.total / PAGE) - 1) * PAGE;
  return { ...(await admin.movements(PAGE, last)), offset: last };
}

function pagesOf(visit: Visit, { movements, total, offset }: Movements & { offset: number }): Html | false {
  if (total <= PAGE) return false;
  const text = textOf(visit, PACKETS);
  const shown = [offset + 1, offset + movements.length, total].map((count) => count.toLocaleString('en'));
  const [from = '', to = '', all = ''] = shown;
  return html`<nav class="pager" aria-label="${text.pages}"><p class="soft">${text.range(from, to, all)}</p>
${numbered(visit, { limit: PAGE, offset }, total)}</nav>`;
}

/** The movements of the merchant's balance, a page of them at a time. */
export async function ledgerPage(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, SANDBOX);
  const admin = await session.admin(visit);
  const [page, { paidTwice }] = await Promise.all([readPage(visit, admin), admin.totals()]);
  const doubled = paidTwice.slice(0, NAMED).join(', ') + (paidTwice.length > NAMED ? ' …' : '');
  const verdict =
    paidTwice.length > 0
      ? notice('error', text.doubled(doubled), text.ledgerWhat)
      : html`<div class="soft"><p>${text.ledgerWhat}</p><p>${text.once}</p></div>`;
  const head = html`<th scope="col">${text.entryName}</th><th scope="col" class="num">${text.amount}</th><th scope="col">${text.at}</th><th scope="col">${text.number}</th>`;
  const rows = page.movements.map((movement) => row(visit, movement));
  const table = html`${verdict}<div class="scroll" role="region" aria-label="${text.ledgerTitle}" tabindex="0"><table class="packets"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>${pagesOf(visit, page)}`;
  const back = html`<a class="button" href="/sandbox">${icon('back')}${text.back}</a>`;
  const body = page.total === 0 ? empty(text.emptyLedger, text.emptyLedgerWhat) : table;
  return show(c, { title: text.ledgerTitle, tools: back, body });
}
