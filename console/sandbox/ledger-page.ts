import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { Ledger, Movement } from '../../cli/sandbox/admin';
import { beijingText } from '../../shared/api/beijing';
import { icon } from '../icons';
import { empty, notice, show } from '../respond';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit, type VisitContext } from '../visit';
import type { SandboxSession } from './session';

/** The page is for looking, and a campaign may have made very many: the admin API has all of them. */
const SHOWN = 500;

/** Order numbers with more than one payment. */
export function doubledIn({ payments }: Pick<Ledger, 'payments'>): string[] {
  const counts = new Map<string, number>();
  for (const { mch_billno } of payments)
    if (mch_billno !== null) counts.set(mch_billno, (counts.get(mch_billno) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([number]) => number);
}

function row(visit: Visit, { kind, amountFen, atMs, mch_billno }: Movement): Html {
  const sign = kind === 'payment' ? '−' : '+';
  return html`<tr><td>${textOf(visit, SANDBOX).entry[kind]}</td><td class="num">${sign}${yuanShown(amountFen)}</td><td class="time">${beijingText(Math.floor(atMs / 1000))}</td><td class="mono">${mch_billno ?? ''}</td></tr>
`;
}

/** Every movement of the merchant's balance. */
export async function ledgerPage(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, SANDBOX);
  const ledger = await (await session.admin(visit)).ledger();
  const all = [...ledger.payments, ...ledger.refunds, ...ledger.topUps].sort((a, b) => b.seq - a.seq);
  const doubled = doubledIn(ledger);
  const verdict =
    doubled.length > 0
      ? notice('error', text.doubled(doubled.join(', ')), text.ledgerWhat)
      : html`<div class="soft"><p>${text.ledgerWhat}</p><p>${text.once}</p></div>`;
  const head = html`<th scope="col">${text.entryName}</th><th scope="col" class="num">${text.amount}</th><th scope="col">${text.at}</th><th scope="col">${text.number}</th>`;
  const rows = all.slice(0, SHOWN).map((movement) => row(visit, movement));
  const cut = all.length > SHOWN && html`<p class="soft small">${text.cut(SHOWN.toLocaleString('en'))}</p>`;
  const table = html`${verdict}<div class="scroll" role="region" aria-label="${text.ledgerTitle}" tabindex="0"><table class="packets"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>${cut}`;
  const back = html`<a class="button" href="/sandbox">${icon('back')}${text.back}</a>`;
  const body = all.length === 0 ? empty(text.emptyLedger, text.emptyLedgerWhat) : table;
  return show(c, { title: text.ledgerTitle, tools: back, body });
}
