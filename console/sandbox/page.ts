import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { beijingText } from '../../shared/api/beijing';
import { failure } from '../errors';
import { icon } from '../icons';
import { notice, show } from '../respond';
import { SANDBOX } from '../text/sandbox';

import { FAULTS } from '../text/sandbox-faults';

import { PLAY } from '../text/sandbox-play';

import { textOf, type Visit, type VisitContext } from '../visit';
import { clockCard, moneyCard, scenarioCard, spanText } from './controls';
import { button, form } from './form';
import { packetsSection } from './packets';
import { PRESETS, type Preset } from './presets';
import { sendCard } from './send-form';
import type { SandboxSession } from './session';
import { readPackets, readView, type View } from './view';

/** The sandbox's clock runs ahead by less than this without having been moved: the time between two readings. */
const IN_STEP_MS = 60_000;

function facts(visit: Visit, { clock, totals }: View): Html {
  const text = textOf(visit, SANDBOX);
  const [account] = totals.accounts;
  const aheadMs = clock.nowMs - Date.now();
  const ahead = aheadMs < IN_STEP_MS ? text.inStep : text.ahead(spanText(visit, aheadMs));
  return html`<dl class="figures sandbox-facts"><div class="figure"><dt>${text.time}</dt><dd><span class="value">${beijingText(Math.floor(clock.nowMs / 1000))}</span><small class="soft">${ahead}</small></dd></div>
<div class="figure"><dt>${text.balance}</dt><dd><span class="value">${yuanShown(account?.balanceFen ?? 0)}</span></dd></div>
<div class="figure"><dt>${text.paid}</dt><dd><span class="value">${yuanShown(totals.paidFen)}</span></dd></div></dl>`;
}

function presetButton(visit: Visit, preset: Preset): Html {
  const { name, what } = textOf(visit, SANDBOX).presets[preset];
  return html`<button class="preset" name="preset" value="${preset}"><strong>${name}</strong><small>${what}</small></button>`;
}

/** What the sandbox fills in by itself says nothing about a fault. */
const DEFAULTS: readonly string[] = ['SUCCESS', 'before', 'false', 'true', '签名错误'];

function faultWords({ kind, ...rest }: View['faults'][number]['fault']): string {
  const details = Object.entries(rest).map(([name, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return DEFAULTS.includes(text) && name !== 'partial' ? '' : `${name}=${text}`;
  });
  return [kind, ...details.filter((detail) => detail !== '' && detail !== 'partial=false')].join(' ');
}

function waiting(visit: Visit, { faults }: View): Html {
  const text = textOf(visit, SANDBOX);
  const left = faults.filter(({ times, hits }) => times === 'always' || hits < times);
  if (left.length === 0) return html`<p class="soft">${text.noneWaiting}</p>`;
  const items = left.map(({ call, fault, hits, times }) => {
    const count = text.hits(hits, times === 'always' ? text.always : String(times));
    const { name } = textOf(visit, FAULTS).kinds[fault.kind];
    return html`<li>${name} <code>${call}: ${faultWords(fault)}</code> <small class="soft">${count}</small></li>`;
  });
  return html`<h3>${text.waiting}</h3><ul class="faults">${items}</ul>${button(visit, { action: 'clear-faults', label: text.clear, icon: 'refused' })}`;
}

function faultCard(visit: Visit, view: View): Html {
  const text = textOf(visit, SANDBOX);
  const presets = (Object.keys(PRESETS) as Preset[]).map((preset) => presetButton(visit, preset));
  return html`<section class="card stacked"><div><h2>${text.faultTitle}</h2><p class="soft">${text.faultWhat}</p></div>
${form(visit, 'preset', html`${presets}`, 'presets')}<p><a href="/sandbox/fault">${text.other}</a></p>${waiting(visit, view)}</section>`;
}

/** What is being played, for a person who opens the page meanwhile. */
function playingNotice(visit: Visit, { playing }: SandboxSession): Html | false {
  if (playing === null) return false;
  const text = textOf(visit, PLAY);
  const what = html`${text.progress(playing.done, playing.total)} <a href="/sandbox">${text.reload}</a>`;
  return html`${notice('info', text.title, what)}${button(visit, { action: 'stop', label: text.stop, icon: 'refused' })}`;
}

/** The whole page. */
export async function sandboxPageOf(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, SANDBOX);
  const view = await readView(visit, session, await session.admin(visit));
  const tools = html`<a class="button" href="/sandbox/settings">${icon('settings')}${text.toSettings}</a><a class="button" href="/sandbox/ledger">${icon('accounts')}${text.toLedger}</a>`;
  const failed =
    session.failure !== null && failure(visit, text.failureTitle, session.failure, text.failureWhat);
  const body = html`<p class="soft">${text.intro}</p>${playingNotice(visit, session)}${facts(visit, view)}${failed}
${faultCard(visit, view)}${sendCard(visit, view, session.newKey())}
${packetsSection(visit, session, view.packets)}
<div class="grid">${clockCard(visit)}${moneyCard(visit)}${scenarioCard(visit, view.steps)}</div>`;
  return show(c, { title: text.title, tools, body });
}

/** The packets alone, which the page asks for while a send is underway. */
export async function livePackets(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const packets = await readPackets(visit, await session.admin(visit));
  return c.html(packetsSection(visit, session, packets).markup) as Response;
}
