import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { DetailedRecord, HistoryEvent } from '../../sdk/index';
import { beijingText } from '../../shared/api/beijing';
import { type Icon, icon } from '../icons';
import { PACKET } from '../text/packet';
import { EVENTS } from '../text/timeline';
import { textOf, type Visit } from '../visit';

interface Look {
  readonly icon: Icon;
  /** A state whose colour it has. */
  readonly className: string;
}

const PLAIN: Look = { icon: 'info', className: 'plain' };
const LOOKS: Readonly<Record<string, Look>> = {
  claimed: { icon: 'lock', className: 'plain' },
  sent: { icon: 'sent', className: 'plain' },
  asked: { icon: 'ask', className: 'plain' },
  outcome_unknown: { icon: 'open', className: 'open' },
  no_order_at_wechat: { icon: 'open', className: 'open' },
  refused: { icon: 'refused', className: 'refused' },
  order_is_anothers: { icon: 'refused', className: 'refused' },
  recipients_are_others: { icon: 'retry', className: 'retry' },
  order_at_wechat: { icon: 'check', className: 'plain' },
  paid: { icon: 'check', className: 'paid' },
  received: { icon: 'received', className: 'received' },
  returned: { icon: 'returned', className: 'returned' },
  unresolved: { icon: 'person', className: 'retry' },
  sending_ended: { icon: 'retry', className: 'retry' },
  resolved: { icon: 'person', className: 'paid' },
};

/** What the event carries beside its time. */
function more(visit: Visit, { err_code, proof, fen, status, note }: HistoryEvent): string[] {
  const { yuan, proofs } = textOf(visit, PACKET);
  return [
    err_code,
    proof === undefined ? undefined : (proofs[proof] ?? proof),
    fen === undefined ? undefined : yuan(yuanShown(fen)),
    status,
    note,
  ].filter((text): text is string => text !== undefined && text !== '');
}

function entry(visit: Visit, event: HistoryEvent): Html {
  const { icon: name, className } = LOOKS[event.event] ?? PLAIN;
  const told = textOf(visit, EVENTS)[event.event] ?? { title: event.event, what: '' };
  const beside = more(visit, event).map((text) => html`<span class="tag">${text}</span> `);
  return html`<li><span class="state ${className}">${icon(name)}</span><div><p><strong>${told.title}</strong> ${beside}</p><p class="soft">${told.what}</p></div><time>${beijingText(event.at)}</time></li>
`;
}

/** The stored life of a packet in words, oldest first. */
export function timeline(visit: Visit, { history }: DetailedRecord): Html {
  return html`<ol class="timeline">${history.map((event) => entry(visit, event))}</ol>`;
}
