import { beijingText } from '../../shared/api/beijing';
import { type Html, html } from '../page/html';
import { pageOf } from '../page/shell';
import { daysOf, dayText, type Range } from './day';
import { yuanShown } from './money';
import { charts, type Labelled } from './plots';
import {
  byAccount,
  byCode,
  byDay,
  type Cell,
  grandTotal,
  MEASURES,
  type Measure,
  noSums,
  type Sums,
} from './totals';
import type { Words } from './words';

export interface Report {
  readonly range: Range;
  /** `<service>-<stage>`. */
  readonly stack: string;
  /** Only this official account; null for all. */
  readonly account: string | null;
  /** Unix seconds. */
  readonly madeAtS: number;
  readonly cells: readonly Cell[];
  readonly paidAtUnknown: number;
}

interface Row {
  readonly names: readonly string[];
  readonly sums: Sums;
}

function amounts(sums: Sums): Html[] {
  return MEASURES.map((measure) => {
    const { count, fen } = sums[measure];
    return count === 0
      ? html`<td>–</td>`
      : html`<td>${yuanShown(fen)} <small>${count.toLocaleString('en')}</small></td>`;
  });
}

function table(heads: readonly string[], rows: readonly Row[], total: Sums, words: Words): Html {
  const names = heads.map((head) => html`<th scope="col" class="name">${head}</th>`);
  const measures = MEASURES.map((measure) => html`<th scope="col">${words.measures[measure]}</th>`);
  // Not one wide cell: the first column stays in view on a phone, and would cover the others.
  const empty = heads.slice(1).map(() => html`<td></td>`);
  const body = rows.map(({ names: [first = '', ...others], sums }) => {
    const more = others.map((name) => html`<td class="name">${name}</td>`);
    return html`<tr><th scope="row" class="name">${first}</th>${more}${amounts(sums)}</tr>\n`;
  });
  return html`<div class="scroll" role="region" aria-label="${heads[0] ?? ''}" tabindex="0"><table><thead><tr>${names}${measures}</tr></thead>
<tbody>${body}</tbody>
<tfoot><tr><th scope="row" class="name">${words.total}</th>${empty}${amounts(total)}</tr></tfoot></table></div>`;
}

function cards(total: Sums, words: Words): Html {
  const card = (measure: Measure): Html => {
    const { count, fen } = total[measure];
    return html`<div><dt>${words.measures[measure]}</dt><dd><span class="yuan">${yuanShown(fen)}</span><br>${words.packets(count)}</dd></div>`;
  };
  return html`<dl>${MEASURES.map(card)}</dl>`;
}

/** Every day of the range, so that a gap shows. */
function allDays({ range, cells }: Report): Labelled[] {
  const known = new Map(byDay(cells).map(({ cell, sums }) => [cell.day, sums]));
  return daysOf(range).map((day) => ({ label: dayText(day), sums: known.get(day) ?? noSums() }));
}

function sections(report: Report, words: Words): Html {
  const { cells } = report;
  const total = grandTotal(cells);
  const days = allDays(report);
  const dayRows = days.map(({ label, sums }) => ({ names: [label], sums }));
  const codes = byCode(cells).map(({ cell, sums }) => ({ names: [cell.code || words.noCode], sums }));
  const accounts = byAccount(cells).map(({ cell: { account }, sums }) => ({
    names: [account.official_account_id, account.gateway_type, account.mch_id],
    sums,
  }));
  return html`${cards(total, words)}
${charts(cells, days, words)}
<h2>${words.byAccount}</h2>${table([words.account, words.gateway, words.merchant], accounts, total, words)}
<h2>${words.byCode}</h2>${table([words.code], codes, total, words)}
<h2>${words.byDay}</h2>${table([words.day], dayRows, total, words)}`;
}

/** The whole page, in one file. */
export function reportPage(report: Report, words: Words): string {
  const { range, account, stack, madeAtS, cells, paidAtUnknown } = report;
  const [from, to] = [dayText(range.from), dayText(range.to)];
  const notes = paidAtUnknown === 0 ? words.notes : [...words.notes, words.paidAtUnknown(paidAtUnknown)];
  return pageOf(
    words.lang,
    `${words.title} ${from} – ${to}`,
    html`<h1>${words.title}</h1>
<p>${words.dates(from, to)}</p>
<p class="soft">${words.made(beijingText(madeAtS), stack)}${account === null ? '' : ` ${words.account}: ${account}`}</p>
${cells.length === 0 ? html`<p>${words.none}</p>` : sections(report, words)}
${notes.map((note) => html`<p class="soft">${note}</p>\n`)}`,
  );
}
