import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { withoutOpenid } from '../../cli/unfinished/openids';
import type { DetailedRecord } from '../../sdk/index';
import { icon } from '../icons';
import { inItsLanguage, show, showNotFound } from '../respond';
import { PACKET } from '../text/packet';
import { textOf, type Visit, type VisitContext, withParams } from '../visit';
import { findRecord } from './find';
import { phonePreview } from './phone';
import { packetState, stateLabel } from './states';
import { amountOf, packetPath } from './table';
import { timeline } from './timeline';

const MCH_BILLNO_LENGTH = 28;

/** The record of the address, by its id or order number. */
export function recordOf(c: VisitContext): Promise<DetailedRecord | null> {
  const name = c.req.param('id') ?? '';
  const lookup = name.length === MCH_BILLNO_LENGTH ? { mch_billno: name } : { id: name };
  return findRecord(c.get('visit').console.stack, lookup);
}

/** WeChat's XML is one line; an element on each is easier to read. */
function linesOf(xml: string): string {
  return xml.replace(/(<\/\w+>|<xml>)(?=<)/g, '$1\n');
}

type Fact = readonly [name: string, value: Html | string | null];

function facts(visit: Visit, record: DetailedRecord): Html {
  const { fields, kind, yuan, proofs } = textOf(visit, PACKET);
  const mono = (text: string): Html => html`<span class="mono">${text}</span>`;
  const fen = (value: number | null): string | null => (value === null ? null : yuan(yuanShown(value)));
  const { result, received_fen, refunded_fen, proof } = record;
  const code = result?.err_code;
  const rows: readonly Fact[] = [
    [fields.state, stateLabel(visit, packetState(record))],
    [
      fields.code,
      code === undefined ? null : html`<code>${code}</code> ${inItsLanguage(result?.err_code_des ?? '')}`,
    ],
    [fields.amount, yuan(amountOf(record))],
    [fields.received, fen(received_fen)],
    [fields.returned, fen(refunded_fen)],
    [fields.proof, proof === null ? null : (proofs[proof] ?? proof)],
    [fields.number, mono(record.mch_billno)],
    [fields.id, mono(record.id)],
    [fields.listid, result?.send_listid ? mono(result.send_listid) : null],
    [fields.key, mono(record.idempotency_key)],
    [fields.openid, mono(record.re_openid)],
    [fields.account, mono(record.official_account_id)],
    [fields.gateway, mono(record.gateway_type)],
    [fields.merchant, mono(record.mch_id)],
    [fields.type, kind(record.type, record.total_num)],
    [fields.sender, record.send_name],
    [fields.activity, record.act_name],
    [fields.wishing, record.wishing],
    [fields.remark, record.remark],
    [fields.scene, record.scene_id],
    [fields.risk, record.risk_info],
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === null || value === '' ? [] : html`<dt>${name}</dt><dd>${value}</dd>`,
  );
  return html`<dl class="facts">${shown}</dl>`;
}

function buttons(visit: Visit, { id, outcome }: DetailedRecord): Html {
  const text = textOf(visit, PACKET);
  const to = (act: string): string => `${packetPath(id)}/${act}`;
  const isFinal = outcome === 'paid' || outcome === 'refused';
  return html`<a class="button" href="${to('ask')}">${icon('ask')}${text.ask}</a>
<a class="button" href="${to('repeat')}">${icon('repeat')}${text.repeat}</a>${
    !isFinal &&
    html`
<a class="button" href="${to('recover')}">${icon('recover')}${text.recover}</a>`
  }`;
}

function body(visit: Visit, record: DetailedRecord): Html {
  const text = textOf(visit, PACKET);
  const shown = visit.showsOpenids ? record : withoutOpenid(record);
  const { outcome } = record;
  const isFinal = outcome === 'paid' || outcome === 'refused';
  const live =
    !isFinal &&
    html` hx-get="${visit.url.pathname + visit.url.search}" hx-trigger="every 3s" hx-select="#packet" hx-swap="outerMorph"`;
  return html`<div id="packet" class="packet"${live}><div class="stacked">
<section class="card now"><p>${stateLabel(visit, packetState(record))}</p><h2>${text.now}</h2><p>${text.may[outcome]}</p></section>
<section class="card stacked"><h2>${text.timeline}</h2>${timeline(visit, shown)}</section>
<section class="card stacked"><h2>${text.raw}</h2>${shown.raw_result === null ? html`<p class="soft">${text.rawNone}</p>` : html`<pre tabindex="0"><code>${linesOf(shown.raw_result)}</code></pre>`}</section></div>
<div class="stacked"><section class="card stacked"><h2>${text.phone}</h2>${phonePreview(visit, shown)}</section>
<section class="card stacked"><div class="row"><h2>${text.facts}</h2><a class="soft small" href="${withParams(visit, { openids: visit.showsOpenids ? null : 'shown', done: null })}">${visit.showsOpenids ? text.hideOpenids : text.showOpenids}</a></div>${facts(visit, shown)}</section></div></div>`;
}

/** `/packets/:id`: everything about one packet. */
export async function packetPage(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const record = await recordOf(c);
  if (record === null) return showNotFound(c, c.req.param('id'));
  const text = textOf(visit, PACKET);
  const back = html`<p class="crumb"><a href="/packets">${icon('back')}${text.list}</a></p>`;
  return show(c, {
    title: text.title(amountOf(record)),
    tools: buttons(visit, record),
    body: html`${back}${body(visit, record)}`,
  });
}
