import { barChart } from '../../cli/page/chart';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { beijingText } from '../../shared/api/beijing';
import { firstPacket } from '../first-packet';
import { icon } from '../icons';
import { bilingual } from '../language';
import { cards } from '../overview/cards';
import type { Figures } from '../overview/figures';
import { figuresOfCloudWatch } from '../overview/from-cloudwatch';
import { figuresOfRecords } from '../overview/from-records';
import type { Page } from '../page';
import { empty, notice, show } from '../respond';
import type { ConsoleState } from '../state';
import { OVERVIEW } from '../text/overview';
import { textOf, type Visit, type VisitContext } from '../visit';

/** While records are being counted, the figures grow. */
const COUNTING_S = 1;

/** CloudWatch has a value a minute and bills each request; the local stack is asked as the page asks. */
const LIVE = { records: { everyS: 5, keptMs: 1_000 }, cloudwatch: { everyS: 60, keptMs: 55_000 } } as const;

/** On a phone the plot shows the newest points only, at the same size of text. */
const NARROW_POINTS = 7;
const NARROW_PX = 380;

interface Kept {
  /** When they were read; null while they are. */
  atMs: number | null;
  readonly figures: Promise<Figures>;
}
const kept = new WeakMap<ConsoleState, Kept>();

/** Several open pages share one read. */
async function figuresOf(console: ConsoleState): Promise<Figures> {
  const { stack } = console;
  const { keptMs } = stack.isLocal ? LIVE.records : LIVE.cloudwatch;
  const before = kept.get(console);
  if (before !== undefined && (before.atMs === null || performance.now() - before.atMs < keptMs))
    return before.figures;
  const read = stack.isLocal ? figuresOfRecords : figuresOfCloudWatch;
  const now: Kept = { atMs: null, figures: console.nowMs().then((nowMs) => read(stack, nowMs)) };
  kept.set(console, now);
  now.figures
    .then(({ isCounting }) => {
      now.atMs = performance.now();
      // What is not complete is asked for again by the next page.
      if (isCounting) kept.delete(console);
    })
    .catch(() => kept.delete(console));
  return now.figures;
}

function plot(visit: Visit, { source, points }: Figures): Html {
  const text = textOf(visit, OVERVIEW);
  const ofDays = [
    { label: text.paid, className: 'paid' },
    { label: text.received, className: 'received' },
    { label: text.returned, className: 'returned' },
  ];
  const isRecords = source === 'records';
  const series = isRecords ? ofDays : ofDays.slice(0, 1);
  const title = isRecords ? text.chartDays : text.chartHours;
  const draw = (groups: Figures['points'], width?: number): Html =>
    barChart({
      title: title(groups.length),
      series,
      show: yuanShown,
      groups,
      ...(width !== undefined && { width }),
    });
  const [wide, narrow] = [draw(points), draw(points.slice(-NARROW_POINTS), NARROW_PX)];
  return html`<section class="card plot"><div class="wide">${wide}</div><div class="narrow">${narrow}</div></section>`;
}

function codes(visit: Visit, { source, codes: rows }: Figures): Html {
  const text = textOf(visit, OVERVIEW);
  const isRecords = source === 'records';
  const title = isRecords ? text.codes : text.faults;
  if (rows.length === 0)
    return html`<section class="card stacked"><h2>${title}</h2><p class="soft">${isRecords ? text.noCodes : text.noFaults}</p></section>`;
  const body = rows.map(
    ({ code, count, fen }) =>
      html`<tr><th scope="row"><code>${code || text.noCode}</code></th><td class="num">${count.toLocaleString('en')}</td>${fen !== null && html`<td class="num">${yuanShown(fen)}</td>`}</tr>`,
  );
  const yuan = isRecords && html`<th scope="col" class="num">${text.yuan}</th>`;
  return html`<section class="stacked"><h2>${title}</h2><div class="scroll"><table><thead><tr><th scope="col">${text.code}</th><th scope="col" class="num">${isRecords ? text.packets : text.times}</th>${yuan}</tr></thead><tbody>${body}</tbody></table></div></section>`;
}

function person(visit: Visit, { person: count, retry, cannotPay }: Figures): Html {
  const text = textOf(visit, OVERVIEW);
  const lines = [
    (cannotPay ?? 0) > 0 &&
      html`<p><span class="state refused">${icon('accounts')}</span> ${text.cannotPay(cannotPay ?? 0)} <a href="/accounts">${text.cannotPayLink}</a></p>`,
    count > 0 &&
      html`<p><span class="state refused">${icon('person')}</span> ${text.personSome(count)} <a href="/packets?view=person">${text.personLink}</a></p>`,
    retry.count > 0 && html`<p><span class="state retry">${icon('retry')}</span> ${text.retryAdvice}</p>`,
  ].filter((line) => line !== false);
  const nothing = html`<p class="soft">${text.personNone}</p>`;
  return html`<section class="card stacked"><h2>${text.person}</h2>${lines.length === 0 ? nothing : lines}</section>`;
}

function body(visit: Visit, figures: Figures): Html {
  const text = textOf(visit, OVERVIEW);
  const { source, atMs, points, cutAt, isCounting } = figures;
  const everyS = isCounting ? COUNTING_S : LIVE[source].everyS;
  const [day = '', time = ''] = beijingText(Math.floor(atMs / 1000)).split(' ');
  const hasPoints = points.some(({ values }) => values.some((value) => value > 0));
  const { isLocal } = visit.console.stack;
  const next = isLocal ? firstPacket(visit) : html`${text.emptyAws} <a href="/packets">/packets</a>`;
  const live = html` hx-get="/" hx-trigger="every ${everyS}s" hx-select="#live" hx-swap="outerMorph"`;
  const when = html`<p class="soft">${text.day(day)} · ${text.asOf(time)}</p>`;
  const counting =
    isCounting && notice('info', text.counting, text.countingWhat((cutAt ?? 0).toLocaleString('en')));
  // Zeros would be taken for figures.
  if (isCounting && cutAt === 0) return html`<div id="live" class="stacked"${live}>${when}${counting}</div>`;
  return html`<div id="live" class="stacked"${live}>${when}${counting}${cards(visit, figures)}
<div class="halves">${hasPoints || isCounting ? plot(visit, figures) : empty(text.emptyTitle, next)}
<div class="stacked">${person(visit, figures)}${codes(visit, figures)}</div></div>
${source === 'records' && html`<p class="soft small">${text.known}</p>`}${cutAt !== null && !isCounting && html`<p class="soft small">${text.cut(cutAt.toLocaleString('en'))}</p>`}</div>`;
}

async function overview(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const figures = await figuresOf(visit.console);
  return show(c, { title: textOf(visit, OVERVIEW).title, body: body(visit, figures) });
}

export const overviewPage: Page = {
  path: '/',
  label: bilingual('Overview', '概览'),
  icon: 'overview',
  routes(app) {
    app.get('/', overview);
  },
};
