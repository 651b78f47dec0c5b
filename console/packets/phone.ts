import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { DetailedRecord } from '../../sdk/index';
import { PACKET } from '../text/packet';
import { textOf, type Visit } from '../visit';
import { amountOf } from './table';

function frame(caption: string, screen: Html): Html {
  return html`<figure class="phone"><div class="screen">${screen}</div><figcaption class="soft">${caption}</figcaption></figure>`;
}

/** What a receiver sees of a packet. */
export type SeenPacket = Pick<DetailedRecord, 'send_name' | 'wishing' | 'total_num' | 'type'>;

/**
 * The packet as its receiver sees it on the phone, drawn after WeChat's screens: closed, and opened. What nobody has
 * opened is shown as it would be.
 * @param amount in yuan, as shown
 */
export function drawPhones(visit: Visit, packet: SeenPacket, amount: string): Html {
  const text = textOf(visit, PACKET);
  const { send_name, wishing, total_num, type } = packet;
  const closed = html`<div class="envelope"><p>${text.mockBefore(send_name)}</p><p class="wishing">${wishing}</p><span class="coin">${text.open}</span></div>`;
  const opened = html`<div class="opened"><div class="flap"></div><p>${text.mockAfter(send_name)}</p><p class="wishing">${wishing}</p><p class="amount">${amount}<small>${text.yuan('')}</small></p>
<p class="gold">${type === 'fission' ? text.shared(total_num) : text.toBalance}</p></div>`;
  return html`<div class="phones">${frame(text.before, closed)}${frame(text.after, opened)}</div>`;
}

/** A packet that was sent, with what became of it. */
export function phonePreview(visit: Visit, record: DetailedRecord): Html {
  const text = textOf(visit, PACKET);
  const { type, outcome, received_fen, refunded_fen } = record;
  const isOpened = (received_fen ?? 0) > 0;
  const amount = isOpened && type !== 'fission' ? yuanShown(received_fen ?? 0) : amountOf(record);
  const notes = [
    outcome !== 'paid' && text.notPaid,
    outcome === 'paid' && !isOpened && refunded_fen === null && text.waiting,
    (refunded_fen ?? 0) > 0 && text.cameBack(yuanShown(refunded_fen ?? 0)),
  ].flatMap((note) => (note === false ? [] : html`<p class="soft small">${note}</p>`));
  return html`${drawPhones(visit, record, amount)}${notes}`;
}
