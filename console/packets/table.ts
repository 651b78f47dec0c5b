import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { maskOpenid, withoutOpenid } from '../../cli/unfinished/openids';
import type { DetailedRecord } from '../../sdk/index';
import { beijingText } from '../../shared/api/beijing';
import { yuanToFen } from '../../shared/api/money';
import { PACKETS } from '../text/packets';
import { textOf, type Visit } from '../visit';
import { packetState, stateLabel } from './states';

/** Of a record, with commas and two decimals. */
export function amountOf({ total_amount }: Pick<DetailedRecord, 'total_amount'>): string {
  return yuanShown(yuanToFen(total_amount) ?? 0);
}

/** The openid as this visit may see it. */
export function shownOpenid({ showsOpenids }: Visit, openid: string): string {
  return showsOpenids ? openid : maskOpenid(openid);
}

/** The address of a packet's page. Openids stay shown only where the person has asked for it. */
export function packetPath(id: string): string {
  return `/packets/${id}`;
}

function row(visit: Visit, record: DetailedRecord): Html {
  const text = textOf(visit, PACKETS);
  const { id, mch_billno, created_at, re_openid, result } = record;
  const { idempotency_key } = visit.showsOpenids ? record : withoutOpenid(record);
  const amount = amountOf(record);
  return html`<tr><td>${stateLabel(visit, packetState(record))}${result?.err_code && html` <code class="code">${result.err_code}</code>`}</td>
<td class="num"><a class="main" href="${packetPath(id)}" aria-label="${text.rowLabel(amount, mch_billno)}">${amount}</a></td>
<td class="time">${beijingText(created_at)}</td><td class="wide mono">${shownOpenid(visit, re_openid)}</td>
<td class="wide mono clip" title="${idempotency_key}">${idempotency_key}</td><td class="wide mono">${mch_billno}</td></tr>
`;
}

/** The table of the list. On a phone it shows state, amount and time. */
export function packetTable(visit: Visit, records: readonly DetailedRecord[]): Html {
  const text = textOf(visit, PACKETS);
  const heads = html`<th scope="col">${text.state}</th><th scope="col" class="num">${text.amount}</th><th scope="col">${text.claimed}</th>
<th scope="col" class="wide">${text.openid}</th><th scope="col" class="wide">${text.key}</th><th scope="col" class="wide">${text.number}</th>`;
  return html`<div class="scroll" role="region" aria-label="${text.caption}" tabindex="0"><table class="packets"><caption class="hidden">${text.caption}</caption><thead><tr>${heads}</tr></thead>
<tbody>${records.map((record) => row(visit, record))}</tbody></table></div>`;
}
