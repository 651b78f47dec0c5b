import { type Html, html } from '../../cli/page/html';
import { icon } from '../icons';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit } from '../visit';
import { button, form, input, select } from './form';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const UNITS_MS = { hours: HOUR_MS, days: DAY_MS, minutes: MINUTE_MS } as const;
export type Unit = keyof typeof UNITS_MS;

/** WeChat Pay answers no query after 30 days: from day 29 on, only a person can settle what is open. */
const DAY_29_MS = 29 * DAY_MS;

/** The two largest units of a span of time, to the minute: `29 d 3 h`. */
export function spanText(visit: Visit, ms: number): string {
  const { short } = textOf(visit, SANDBOX);
  const wholeMs = Math.round(ms / MINUTE_MS) * MINUTE_MS;
  const parts = (['days', 'hours', 'minutes'] as const)
    .map((unit, at) => {
      const above = [Number.POSITIVE_INFINITY, DAY_MS, HOUR_MS][at] ?? 1;
      return { unit, count: Math.floor((wholeMs % above) / UNITS_MS[unit]) };
    })
    .filter(({ count }) => count > 0)
    .slice(0, 2);
  return parts.map(({ unit, count }) => `${count} ${short[unit]}`).join(' ');
}

export function clockCard(visit: Visit): Html {
  const text = textOf(visit, SANDBOX);
  const jump = (label: string, ms: number) =>
    button(visit, { action: 'clock', label, fields: { amount: String(ms / MINUTE_MS), unit: 'minutes' } });
  const units = (Object.keys(UNITS_MS) as Unit[]).map((value) => ({ value, label: text.units[value] }));
  const custom = html`${input({ name: 'amount', label: text.by, value: '2', inputmode: 'decimal', isRequired: true })}${select('unit', text.unit, units)}<button>${icon('next')}${text.move}</button>`;
  return html`<section class="card stacked"><div><h2>${text.clockTitle}</h2><p class="soft">${text.clockWhat}</p></div>
<div class="acts">${jump(text.hour, HOUR_MS)}${jump(text.day, DAY_MS)}${jump(text.toDay29, DAY_29_MS)}</div>
${form(visit, 'clock', custom)}${button(visit, { action: 'recover', label: text.recover, icon: 'recover' })}</section>`;
}

export function moneyCard(visit: Visit): Html {
  const text = textOf(visit, SANDBOX);
  const amount = (id: string, label: string, value: string) =>
    input({ name: 'yuan', id, label, value, inputmode: 'decimal', isRequired: true });
  return html`<section class="card stacked"><h2>${text.moneyTitle}</h2>
${form(visit, 'top-up', html`${amount('top-up', text.topUpBy, '1000')}<button>${text.topUp}</button>`)}
${form(visit, 'balance', html`${amount('balance', text.setTo, '0')}<button>${text.set}</button>`)}</section>`;
}

export function scenarioCard(visit: Visit, steps: number): Html {
  const text = textOf(visit, SANDBOX);
  const save = html`<form class="row" method="get" action="/sandbox/scenario.json">${input({ name: 'title', label: text.name })}<button>${icon('download')}${text.save}</button></form>`;
  const file = html`<div class="field"><label for="file">${text.file}</label><input type="file" id="file" name="file" accept=".json,application/json" required></div>`;
  const play = html`${file}<button>${icon('repeat')}${text.play}</button>`;
  return html`<section class="card stacked"><div><h2>${text.scenarioTitle}</h2><p class="soft">${text.scenarioWhat(steps)}</p></div>
${save}${button(visit, { action: 'start-over', label: text.startOver })}${form(visit, 'play', play, 'row', 'multipart/form-data')}</section>`;
}
