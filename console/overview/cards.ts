import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { type Icon, icon } from '../icons';
import { COMMON } from '../text/common';
import { OVERVIEW } from '../text/overview';
import { textOf, type Visit } from '../visit';
import type { Figure, Figures } from './figures';

/** A renewal may need several people and days, as `certificate put` warns. */
const CERTIFICATE_WARNING_DAYS = 30;

interface Card {
  readonly label: string;
  readonly value: Html | string;
  readonly beside: string;
  readonly icon: Icon;
  /** A state whose colour the icon has. */
  readonly className: string;
  readonly href?: string;
}

function card({ label, value, beside, icon: name, className, href }: Card): Html {
  const title = href === undefined ? label : html`<a href="${href}">${label}</a>`;
  return html`<div class="figure"><dt><span class="state ${className}">${icon(name)}</span>${title}</dt><dd><span class="value">${value}</span><small>${beside}</small></dd></div>`;
}

/** Yuan large with the number of packets beside, or the number alone. */
function money(visit: Visit, figure: Figure | null): Pick<Card, 'value' | 'beside'> {
  const common = textOf(visit, COMMON);
  if (figure === null) return { value: common.none, beside: textOf(visit, OVERVIEW).notHere };
  const { count, fen, isAtLeast = false } = figure;
  const atLeast = isAtLeast ? '≥ ' : '';
  if (fen === null)
    return { value: count.toLocaleString('en'), beside: common.packets(count).replace(/^[\d,]+ /, '') };
  return {
    value: html`${atLeast}${yuanShown(fen)}<abbr>${common.yuan}</abbr>`,
    beside: atLeast + common.packets(count),
  };
}

/** The figures of today. */
export function cards(visit: Visit, figures: Figures): Html {
  const text = textOf(visit, OVERVIEW);
  const { paid, received, returned, refused, open, retry, latency, certificateDays: days, source } = figures;
  const isEnding = days !== null && days < CERTIFICATE_WARNING_DAYS;
  const all: readonly Card[] = [
    { label: text.paid, ...money(visit, paid), icon: 'check', className: 'paid', href: '/packets' },
    { label: text.received, ...money(visit, received), icon: 'received', className: 'received' },
    { label: text.returned, ...money(visit, returned), icon: 'returned', className: 'returned' },
    { label: text.refused, ...money(visit, refused), icon: 'refused', className: 'refused' },
    {
      ...{ label: source === 'records' ? text.open : text.openToday, ...money(visit, open) },
      ...{ icon: 'open', className: 'open', href: '/packets?view=open' },
    },
    {
      label: text.retry,
      ...money(visit, retry),
      icon: 'retry',
      className: 'retry',
      href: '/packets?view=retry',
    },
    {
      ...{ label: text.latency, icon: 'ask', className: 'plain' },
      value:
        latency === null
          ? textOf(visit, COMMON).none
          : html`${Math.round(latency.p50).toLocaleString('en')}<abbr>ms</abbr>`,
      beside:
        latency === null ? text.latencyNone : text.latencyWhat(Math.round(latency.p99).toLocaleString('en')),
    },
    {
      ...{
        label: text.certificate,
        icon: isEnding ? 'retry' : 'accounts',
        className: isEnding ? 'retry' : 'plain',
      },
      value: days === null ? textOf(visit, COMMON).none : text.days(days),
      beside: days === null ? text.noCertificate : days < 0 ? '' : text.firstEnds,
      href: '/accounts',
    },
  ];
  return html`<dl class="figures">${all.map(card)}</dl>`;
}
