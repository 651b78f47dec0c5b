import { beijingText } from '../../../shared/api/beijing';
import type { Manifest } from '../../../shared/campaign/manifest';
import { type Html, html } from '../../page/html';
import { pageOf } from '../../page/shell';
import { yuanShown } from '../../report/money';
import { SHOWN_OUTCOMES, type Tally } from '../outcomes';
import { amountsChart, claimsChart, codesChart, outcomesChart } from './plots';
import { type CampaignTotals, CLAIMS, sumOf } from './totals';
import type { CampaignWords } from './words';

export interface CampaignReport {
  readonly manifest: Manifest;
  /** `<service>-<stage>`. */
  readonly stack: string;
  /** Unix seconds. */
  readonly madeAtS: number;
  readonly totals: CampaignTotals;
}

interface Row {
  readonly id: string;
  readonly names: readonly string[];
  readonly tally: Tally;
}

function shareText(part: number, whole: number): string {
  if (whole === 0) return '–';
  // 99.96 % of a campaign is not all of it.
  const share = Math.min(part === whole ? 100 : 99.9, (part * 100) / whole);
  return `${share.toFixed(1)} %`;
}

function table(heads: readonly string[], rows: readonly Row[], total: Row, words: CampaignWords): Html {
  const names = heads.map((head) => html`<th scope="col" class="name">${head}</th>`);
  const { headings } = words;
  const numbers = [headings.rows, headings.yuan, headings.share].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  const line = ({ id, names: [first = '', ...others], tally }: Row): Html => {
    const more = others.map((name) => html`<td class="name">${name}</td>`);
    return html`<tr id="${id}"><th scope="row" class="name">${first}</th>${more}<td>${tally.count.toLocaleString('en')}</td><td>${yuanShown(tally.fen)}</td><td>${shareText(tally.count, total.tally.count)}</td></tr>\n`;
  };
  return html`<div class="scroll" role="region" aria-label="${heads[0] ?? ''}" tabindex="0"><table><thead><tr>${names}${numbers}</tr></thead>
<tbody>${rows.map(line)}</tbody><tfoot>${line(total)}</tfoot></table></div>`;
}

function cards({ outcomes, claims }: CampaignTotals, words: CampaignWords): Html {
  const card = (label: string, { count, fen }: Tally): Html =>
    html`<div><dt>${label}</dt><dd><span class="yuan">${yuanShown(fen)}</span><br>${words.rows(count)}</dd></div>`;
  const unpaid = SHOWN_OUTCOMES.filter((name) => name !== 'paid' && outcomes[name].count > 0);
  return html`<dl>${card(words.headings.total, sumOf(outcomes))}${card(words.outcomes.paid, outcomes.paid)}
${CLAIMS.map((name) => card(words.claims[name], claims[name]))}
${unpaid.map((name) => card(words.outcomes[name], outcomes[name]))}</dl>`;
}

function codes(totals: CampaignTotals, words: CampaignWords): Html {
  const tallies = totals.byCode();
  if (tallies.length === 0) return html``;
  const rows = tallies.map(({ code, outcome, ...tally }, index) => ({
    id: `code-${index}`,
    ...{ names: [code || words.noCode, words.outcomes[outcome]], tally },
  }));
  const tally = {
    count: tallies.reduce((sum, { count }) => sum + count, 0),
    fen: tallies.reduce((sum, { fen }) => sum + fen, 0),
  };
  const { headings } = words;
  const total = { id: 'code-total', names: ['Σ', ''], tally };
  return html`<h2>${words.sections.codes}</h2>${codesChart(totals, words)}
${table([headings.code, headings.outcome], rows, total, words)}`;
}

/** The page of a campaign, in one file. */
export function campaignPage(
  { manifest, stack, madeAtS, totals }: CampaignReport,
  words: CampaignWords,
): string {
  const title = words.title(manifest.campaign);
  const { headings, sections } = words;
  const outcomes = SHOWN_OUTCOMES.map((name) => ({
    ...{ id: name, names: [words.outcomes[name]], tally: totals.outcomes[name] },
  }));
  const all = { id: 'planned', names: [headings.total], tally: sumOf(totals.outcomes) };
  const claims = CLAIMS.map((name) => ({
    ...{ id: name, names: [words.claims[name]], tally: totals.claims[name] },
  }));
  const paid = { id: 'claims-paid', names: [words.outcomes.paid], tally: totals.outcomes.paid };
  const body = html`<h1>${title}</h1>
<p class="soft">${words.planned(beijingText(manifest.created_at))} ${words.made(beijingText(madeAtS), stack)}</p>
${cards(totals, words)}
<h2>${sections.outcomes}</h2>${outcomesChart(totals, words)}
${table([headings.outcome], outcomes, all, words)}
${codes(totals, words)}
<h2>${sections.amounts}</h2>${amountsChart(totals, words)}
<h2>${sections.claims}</h2>${claimsChart(totals, words)}
${table([headings.claim], claims, paid, words)}
${words.notes.map((note) => html`<p class="soft">${note}</p>\n`)}`;
  return pageOf(words.lang, title, body);
}
