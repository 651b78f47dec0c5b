import { type Html, html } from './html';

/** One group of bars on the horizontal axis. */
export interface Group {
  readonly label: string;
  /** As many as there are series; not negative. */
  readonly values: readonly number[];
}

export interface Series {
  readonly label: string;
  /** Of the bars: the style sheet gives it a colour. */
  readonly className: string;
}

export interface Chart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly groups: readonly Group[];
  /** How a value is written beside a bar. */
  readonly show: (value: number) => string;
  /** Of the drawing, which is 240 high; by default 760. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 760;
const HEIGHT = 240;
const LEFT = 84;
const BOTTOM = 26;
const TOP = 10;
const RIGHT = 8;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** Labels below the axis that are closer overlap. */
const LABEL_WIDTH = 80;

/** The distance of the grid lines: 1, 2 or 5 times a power of ten, so that at most five fit. */
export function gridStep(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, highest / 5)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step * 5 >= highest) ?? power;
}

function plotWidth({ width = DEFAULT_WIDTH }: Chart): number {
  return width - LEFT - RIGHT;
}

function x(value: number): string {
  return value.toFixed(1);
}

function grid(chart: Chart, top: number, step: number): Html[] {
  const right = LEFT + plotWidth(chart);
  const lines = Math.round(top / step);
  return Array.from({ length: lines + 1 }, (_, index) => {
    const y = x(TOP + PLOT_HEIGHT * (1 - index / lines));
    return html`<line class="grid" x1="${LEFT}" x2="${right}" y1="${y}" y2="${y}"/><text class="tick" x="${LEFT - 8}" y="${y}" dy="4" text-anchor="end">${chart.show(index * step)}</text>`;
  });
}

function bars(chart: Chart, top: number): Html[] {
  const { series, groups, show } = chart;
  const room = plotWidth(chart) / groups.length;
  const width = Math.min(28, (room * 0.8) / series.length);
  return groups.flatMap(({ label, values }, at) => {
    const start = LEFT + room * (at + 0.5) - (width * series.length) / 2;
    return series.flatMap(({ className, label: of }, index) => {
      const value = values[index] ?? 0;
      if (value === 0) return [];
      // A bar of a small value stays visible.
      const height = Math.max(1, (PLOT_HEIGHT * value) / top);
      return html`<rect class="${className}" x="${x(start + width * index)}" y="${x(TOP + PLOT_HEIGHT - height)}" width="${x(width)}" height="${x(height)}"><title>${label} ${of}: ${show(value)}</title></rect>`;
    });
  });
}

function labels(chart: Chart): Html[] {
  const { groups } = chart;
  const room = plotWidth(chart) / groups.length;
  const every = Math.ceil(LABEL_WIDTH / room);
  return groups.flatMap(({ label }, at) =>
    (groups.length - 1 - at) % every === 0
      ? html`<text class="tick" x="${x(LEFT + room * (at + 0.5))}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`
      : [],
  );
}

/**
 * Bars in groups, as SVG without a style attribute or script, so that a strict Content-Security-Policy holds. Our own
 * because the libraries that draw without a browser either set style attributes or bring dozens of packages.
 */
export function barChart(chart: Chart): Html {
  const { title, series, groups, width = DEFAULT_WIDTH } = chart;
  const highest = Math.max(0, ...groups.flatMap(({ values }) => values));
  if (highest === 0) return html``;
  const step = gridStep(highest);
  const top = Math.ceil(highest / step) * step;
  const legend = series.map(
    ({ label, className }) =>
      html`<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="${className}" width="10" height="10"/></svg>${label}</li>`,
  );
  return html`<figure><figcaption>${title}</figcaption><ul class="legend">${legend}</ul><div class="scroll" role="region" aria-label="${title}" tabindex="0"><svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${title}">${grid(chart, top, step)}${bars(chart, top)}${labels(chart)}</svg></div></figure>`;
}
