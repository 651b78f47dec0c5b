import { type RowOutcome, type RowOutcomes, SHOWN_OUTCOMES } from '../../cli/campaign/outcomes';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { Icon } from '../icons';
import { stateMark } from '../state-mark';
import { CAMPAIGNS } from '../text/campaigns';
import { textOf, type Visit } from '../visit';

const ICONS: Readonly<Record<RowOutcome, Icon>> = {
  ...{ paid: 'check', refused: 'refused', open: 'open', retry: 'retry' },
  ...{ rejected: 'rejected', unsent: 'unsent' },
};

/** What became of the packets: a word, a shape and a colour, with how many and how much. */
export function outcomeTable(visit: Visit, { tallies, count }: RowOutcomes, totalFen: number): Html {
  const text = textOf(visit, CAMPAIGNS);
  const shown = SHOWN_OUTCOMES.filter((name) => name === 'paid' || tallies[name].count > 0);
  const body = shown.map((name) => {
    const { count: packets, fen } = tallies[name];
    return html`<tr id="outcome-${name}"><th scope="row">${stateMark([name, ICONS[name]], text.outcomes[name])}${text.meanings[name] !== '' && html`<small>${text.meanings[name]}</small>`}</th><td class="num">${packets.toLocaleString('en')}</td><td class="num">${yuanShown(fen)}</td></tr>
`;
  });
  return html`<div class="scroll" role="region" aria-label="${text.outcome}" tabindex="0"><table class="outcomes"><caption class="hidden">${text.outcome}</caption><thead><tr><th scope="col">${text.outcome}</th><th scope="col" class="num">${text.packets}</th><th scope="col" class="num">${text.yuan}</th></tr></thead>
<tbody>${body}</tbody><tfoot><tr id="outcome-total"><th scope="row">${text.total}</th><td class="num">${count.toLocaleString('en')}</td><td class="num">${yuanShown(totalFen)}</td></tr></tfoot></table></div>`;
}
