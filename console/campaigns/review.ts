import { type BadRow, KEPT_BAD_ROWS, type ShownRow } from '../../cli/campaign/plan/check-file';
import { readAsText } from '../../cli/campaign/plan/input/read-as';
import { reasonText } from '../../cli/campaign/plan/reason/say';
import { DAY_FEN, DAY_PACKETS, duration } from '../../cli/campaign/plan/show/pace';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { yuanToFen } from '../../shared/api/money';
import { inWords } from '../fields';
import { icon } from '../icons';
import { drawPhones } from '../packets/phone';
import { notice } from '../respond';
import { COMMON } from '../text/common';
import { PLAN } from '../text/plan';
import { textOf, type Visit, withParams } from '../visit';
import { makeForms } from './make-forms';
import { planMessage } from './plan-message';
import type { Reviewed } from './uploads';

const PAGE_ROWS = 100;

/** Every column as it was read. @param reasons beside each row */
function rowsTable(
  visit: Visit,
  caption: string,
  columns: readonly string[],
  rows: readonly (ShownRow & Partial<BadRow>)[],
): Html {
  const text = textOf(visit, PLAN);
  const isBad = rows.some(({ reason }) => reason !== undefined);
  const heads = columns.map((name) => html`<th scope="col"><code>${name}</code></th>`);
  const body = rows.map(({ row, cells, reason }) => {
    const why =
      reason !== undefined &&
      html`<td class="why">${inWords(reasonText(reason, visit.language), text.names)}</td>`;
    return html`<tr><th scope="row" class="num">${row.toLocaleString('en')}</th>${why}${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
  });
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="read"><caption class="hidden">${caption}</caption><thead><tr><th scope="col" class="num">${text.row}</th>${isBad && html`<th scope="col">${text.reason}</th>`}${heads}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

function pagesOf(visit: Visit, from: number, shown: number, all: number): Html {
  const text = textOf(visit, PLAN);
  const link = (offset: number, rel: 'prev' | 'next', name: Html): Html =>
    html`<li><a rel="${rel}" href="${withParams(visit, { offset: offset === 0 ? null : offset, done: null })}">${name}</a></li>`;
  const previous =
    from > 0 && link(Math.max(0, from - PAGE_ROWS), 'prev', html`${icon('back')}${text.previous}`);
  const next = from + shown < all && link(from + PAGE_ROWS, 'next', html`${text.next}${icon('next')}`);
  return html`<nav class="pager" aria-label="${text.badRows}"><p class="soft">${text.badShown(from + 1, from + shown, all)}</p><ul>${previous}${next}</ul></nav>`;
}

function badRows(visit: Visit, { upload, checked }: Reviewed): Html {
  const text = textOf(visit, PLAN);
  const { badRows: all, columns, faults } = checked;
  const asked = Number(visit.url.searchParams.get('offset') ?? 0);
  const from = Number.isSafeInteger(asked) && asked >= 0 && asked < all.length ? asked : 0;
  const shown = all.slice(from, from + PAGE_ROWS);
  const cut = faults > all.length && html`<p class="soft small">${text.badCut(KEPT_BAD_ROWS)}</p>`;
  return html`<section class="stacked" id="bad-rows"><div class="row"><h2>${text.badRows}</h2><a class="button" href="/campaigns/new_plan/${upload.id}/errors.csv" download>${icon('download')}${text.errorFile}</a></div>
${rowsTable(visit, text.badRows, columns, shown)}${pagesOf(visit, from, shown.length, all.length)}${cut}<p class="soft small">${text.errorFileWhat}</p></section>`;
}

function figures(visit: Visit, { checked }: Reviewed): Html {
  const text = textOf(visit, PLAN);
  const { yuan } = textOf(visit, COMMON);
  const { good, recipients, statistics } = checked;
  const { smallestFen, largestFen } = statistics;
  const range =
    good.count === 0
      ? '–'
      : smallestFen === largestFen
        ? yuanShown(largestFen)
        : `${yuanShown(smallestFen)} – ${yuanShown(largestFen)}`;
  const card = (label: string, value: string, unit: Html | false): Html =>
    html`<div class="figure"><dt>${label}</dt><dd><span class="value">${value}${unit}</span></dd></div>`;
  const unit = html`<abbr>${yuan}</abbr>`;
  return html`<dl class="figures">${card(text.payments, good.count.toLocaleString('en'), false)}${card(text.total, yuanShown(good.fen), unit)}${card(text.recipients, recipients.toLocaleString('en'), false)}${card(text.amounts, range, good.count > 0 && unit)}</dl>`;
}

function facts(visit: Visit, { checked }: Reviewed, rate: number | null): Html {
  const text = textOf(visit, PLAN);
  const { readAs, blankRows, mostPackets, good, statistics } = checked;
  const percent = (good.fen / DAY_FEN) * 100;
  const share = percent > 0 && percent < 0.1 ? '< 0.1' : percent.toFixed(1);
  const time =
    rate === null ? text.unlimited : text.timeWhat(text.duration(duration(good.count / rate)), rate);
  const rows: readonly (readonly [string, string | false])[] = [
    [text.readAs, inWords(readAsText(readAs, visit.language), text.names)],
    [text.blank, blankRows > 0 && text.skipped(blankRows)],
    [text.time, good.count > 0 && time],
    [text.day, good.count > 0 && text.dayWhat(share, yuanShown(DAY_FEN))],
    [text.largest, good.count > 0 && text.mostWhat(mostPackets, DAY_PACKETS)],
    ...statistics
      .nearLimits()
      .map(({ param, row, bytes, limit }) => [text.nearLimit, text.near(param, row, bytes, limit)] as const),
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === false ? [] : html`<dt>${name}</dt><dd>${value}</dd>`,
  );
  return html`<section class="card stacked"><h2>${text.facts}</h2><dl class="facts">${shown}</dl></section>`;
}

function preview(visit: Visit, { checked }: Reviewed): Html | false {
  const { first } = checked.statistics;
  if (first === null) return false;
  const { line, row } = first;
  const amount = yuanShown(yuanToFen(line.total_amount) ?? 0);
  return html`<section class="card stacked"><h2>${textOf(visit, PLAN).phone(row.row)}</h2>${drawPhones(visit, line, amount)}</section>`;
}

function verdict(visit: Visit, { upload, checked }: Reviewed): Html {
  const text = textOf(visit, PLAN);
  const { faults, rows, good, problem } = checked;
  if (faults > 0) return notice('error', text.bad(faults, rows), text.badWhat);
  if (problem !== null) return notice('error', text.problem, planMessage(visit, problem, upload.dir));
  if (good.count === 0) return notice('error', text.problem, text.noneGood);
  return notice('info', text.goodTitle, text.goodWhat);
}

/** All that is known of a checked file, and what can be done with it. @param rate sends a second; null for no limit */
export function reviewBody(visit: Visit, reviewed: Reviewed, rate: number | null): Html {
  const text = textOf(visit, PLAN);
  const { upload, checked } = reviewed;
  const { faults, columns, firstRows, problem } = checked;
  const also =
    faults > 0 &&
    problem !== null &&
    html`<p class="soft small">${planMessage(visit, problem, upload.dir)}</p>`;
  const first = html`<section class="stacked"><h2>${text.firstRows}</h2>${rowsTable(visit, text.firstRows, columns, firstRows)}<p class="soft small">${text.firstRowsWhat}</p></section>`;
  return html`${verdict(visit, reviewed)}${also}${figures(visit, reviewed)}${faults > 0 && badRows(visit, reviewed)}${first}
<div class="packet"><div class="stacked">${makeForms(visit, reviewed)}</div><div class="stacked">${preview(visit, reviewed)}${facts(visit, reviewed, rate)}</div></div>`;
}
