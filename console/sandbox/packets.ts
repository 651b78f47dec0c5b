import { type Html, html } from '../../cli/page/html';
import type { Order } from '../../cli/sandbox/admin';
import type { DetailedRecord } from '../../sdk/index';
import { packetState, stateLabel } from '../packets/states';
import { amountOf, packetPath } from '../packets/table';
import { empty } from '../respond';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit } from '../visit';
import { button } from './form';
import type { SandboxSession } from './session';
import type { Packets } from './view';

const OPENABLE: readonly string[] = ['SENDING', 'SENT'];
const RETURNABLE: readonly string[] = [...OPENABLE, 'RFUND_ING'];

/** What WeChat would say of it, with the code of a refusal. */
function atWeChat(visit: Visit, order: Order | undefined): Html {
  if (order === undefined) return html`<span class="soft">${textOf(visit, SANDBOX).nothing}</span>`;
  const { state, err_code } = order;
  return html`<code>${state}</code>${err_code !== null && html` <code class="code">${err_code}</code>`}`;
}

function acts(visit: Visit, { id, mch_billno }: DetailedRecord, order: Order | undefined): Html {
  const text = textOf(visit, SANDBOX);
  const of = (action: 'ask' | 'repeat' | 'open' | 'return') =>
    button(visit, {
      ...{ action, label: text[action], fields: { id } },
      ariaLabel: text.actOn(text[action], mch_billno),
    });
  const { state = '' } = order ?? {};
  return html`<div class="acts">${of('ask')}${of('repeat')}${OPENABLE.includes(state) && of('open')}${RETURNABLE.includes(state) && of('return')}</div>`;
}

function row(visit: Visit, session: SandboxSession, record: DetailedRecord, order: Order | undefined): Html {
  const text = textOf(visit, SANDBOX);
  const { id, mch_billno, idempotency_key, result } = record;
  const isUnderway = session.isUnderway(idempotency_key);
  const state = isUnderway
    ? html`<span class="state open" role="status">${text.sending}</span>`
    : html`${stateLabel(visit, packetState(record))}${result?.err_code && html` <code class="code">${result.err_code}</code>`}`;
  return html`<tr><td class="num"><a class="main" href="${packetPath(id)}" aria-label="${amountOf(record)} ${mch_billno}">${amountOf(record)}</a></td>
<td>${state}<small class="narrow">${text.atWeChat} ${atWeChat(visit, order)}</small></td><td class="wide">${atWeChat(visit, order)}</td><td class="wide mono">${mch_billno}</td><td>${isUnderway ? html`` : acts(visit, record, order)}</td></tr>
`;
}

/** The newest packets as the records and WeChat know them. While one is underway, it reads itself again. */
export function packetsSection(visit: Visit, session: SandboxSession, { records, orders }: Packets): Html {
  const text = textOf(visit, SANDBOX);
  const byNumber = new Map(orders.map((order) => [order.mch_billno, order]));
  const live = session.hasUnderway && html` hx-get="/sandbox/live" hx-trigger="every 1s" hx-swap="outerHTML"`;
  const head = html`<th scope="col" class="num">${text.amount}</th><th scope="col">${text.recorded}</th><th scope="col" class="wide">${text.atWeChat}</th><th scope="col" class="wide">${text.number}</th><th scope="col">${text.acts}</th>`;
  const rows = records.map((record) => row(visit, session, record, byNumber.get(record.mch_billno)));
  const table = html`<div class="scroll" role="region" aria-label="${text.packetsTitle}" tabindex="0"><table class="packets play"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const reload =
    session.hasUnderway && html`<noscript><p><a href="/sandbox">${text.reload}</a></p></noscript>`;
  return html`<section id="packets" class="stacked"${live}><h2>${text.packetsTitle}</h2>${
    records.length === 0 ? empty(text.noPackets, text.noPacketsWhat) : table
  }${reload}</section>`;
}
