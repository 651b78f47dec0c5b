import type { Hono } from 'hono';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { type SandboxAdmin, SandboxRefusal } from '../../cli/sandbox/admin';
import type { Recording } from '../../cli/sandbox/recording';
import { MAX_AHEAD_DAYS, MAX_AHEAD_MS, MAX_BALANCE_FEN } from '../../cli/sandbox/scenario';
import { stageOf } from '../../cli/sandbox/stage';
import type { DetailedRecord } from '../../sdk/index';
import { beijingText } from '../../shared/api/beijing';
import type { RecoveryData } from '../../shared/api/responses';
import { InputError } from '../errors';
import { bilingual } from '../language';
import { findRecord } from '../packets/find';
import { packetState, stateLabel } from '../packets/states';
import { inItsLanguage } from '../respond';
import { COMMON } from '../text/common';
import { SANDBOX } from '../text/sandbox';
import { FAULTS } from '../text/sandbox-faults';

import { PLAY } from '../text/sandbox-play';

import { SETTINGS } from '../text/sandbox-settings';

import { textOf, type Visit, type VisitContext, type VisitEnv } from '../visit';
import { UNITS_MS } from './controls';
import { type Fields, faultOf, numberIn, textIn } from './fault-input';
import { isFaultKind } from './fault-kinds';
import { isPreset, PRESETS } from './presets';
import { checkParams, hasPageKey, sendParams } from './send-form';
import type { SandboxSession } from './session';
import { changedSettings } from './settings-input';

/** What an act works on. */
interface Scene {
  readonly visit: Visit;
  readonly session: SandboxSession;
  readonly admin: SandboxAdmin;
  readonly recording: Recording;
  readonly fields: Fields;
  /** The sandbox's time before the act. */
  readonly nowMs: number;
}

type SandboxAct = (scene: Scene) => Promise<Html>;

/** A sentence about what was done. */
function said(text: string): Html {
  return html`<p>${text}</p>`;
}

async function recordIn({ visit, fields }: Scene): Promise<DetailedRecord> {
  const id = textIn(fields, 'id');
  const record = await findRecord(visit.console.stack, { id });
  if (record === null) throw new InputError(textOf(visit, COMMON).nothingFoundUnder(id));
  return record;
}

function noFault(name: string) {
  return bilingual(`There is no fault "${name}".`, `没有故障“${name}”。`);
}

const preset: SandboxAct = async ({ visit, admin, recording, fields, nowMs }) => {
  const name = textIn(fields, 'preset');
  if (!isPreset(name)) throw new InputError(noFault(name));
  await admin.fault(...PRESETS[name]);
  for (const fault of PRESETS[name]) recording.add({ do: 'fault', fault: { ...fault } }, nowMs);
  const text = textOf(visit, SANDBOX);
  return said(text.done.preset(text.presets[name].name));
};

const fault: SandboxAct = async ({ visit, admin, recording, fields, nowMs }) => {
  const kind = textIn(fields, 'kind');
  if (!isFaultKind(kind)) throw new InputError(noFault(kind));
  const given = faultOf(kind, fields);
  const number = textIn(fields, 'mch_billno');
  const record = number === '' ? null : await findRecord(visit.console.stack, { mch_billno: number });
  if (number !== '' && record === null) throw new InputError(textOf(visit, FAULTS).unknownNumber(number));
  await admin.fault(number === '' ? given : { ...given, mch_billno: number });
  const packet = record === null ? {} : { packet: recording.packet(record, nowMs) };
  recording.add({ do: 'fault', ...packet, fault: { ...given } }, nowMs);
  return said(textOf(visit, SANDBOX).done.fault);
};

const clearFaults: SandboxAct = async ({ visit, admin, recording, nowMs }) => {
  await admin.clearFaults();
  recording.add({ do: 'clear-faults' }, nowMs);
  return said(textOf(visit, SANDBOX).done.cleared);
};

function sentWords(visit: Visit, data: Awaited<ReturnType<SandboxSession['send']>>): Html {
  const { done } = textOf(visit, SANDBOX);
  if (data === null) return said(done.underway);
  if (data.return_code === 'SUCCESS') return said(done.paid);
  const { outcome, err_code, err_code_des: why } = data;
  return html`<p>${done.unpaid[outcome]} <code>${err_code}</code> ${inItsLanguage(why)}</p>`;
}

const send: SandboxAct = async ({ visit, session, admin, fields }) => {
  const params = sendParams(fields);
  checkParams(visit, params);
  return sentWords(visit, await session.send(visit, admin, params, hasPageKey(fields)));
};

const repeat: SandboxAct = async (scene) => {
  const { visit, session, admin, recording, nowMs } = scene;
  const record = await recordIn(scene);
  recording.packet(record, nowMs);
  return sentWords(visit, await session.repeat(visit, admin, record));
};

const ask: SandboxAct = async (scene) => {
  const { visit, recording, nowMs } = scene;
  const { redPack } = visit.console.stack;
  const before = await recordIn(scene);
  const packet = recording.packet(before, nowMs);
  await redPack.getRedPackStatus({ id: before.id });
  const record = await recordIn(scene);
  const { outcome, status } = record;
  recording.add({ do: 'ask', packet, outcome, ...(status !== null && { status }) }, nowMs);
  const { done } = textOf(visit, SANDBOX);
  return html`<p>${done.asked} ${stateLabel(visit, packetState(record))} ${status !== null && html`<code>${status}</code>`}</p>`;
};

function onPacket(what: 'open' | 'return'): SandboxAct {
  return async (scene) => {
    const { visit, admin, recording, nowMs } = scene;
    const record = await recordIn(scene);
    const own = admin.of(record.mch_id);
    if (what === 'open') await own.open(record.mch_billno);
    else await own.refund(record.mch_billno, true);
    recording.add({ do: what, packet: recording.packet(record, nowMs) }, nowMs);
    const { done } = textOf(visit, SANDBOX);
    return said(what === 'open' ? done.opened : done.returned);
  };
}

const clock: SandboxAct = async ({ visit, admin, recording, fields, nowMs }) => {
  const unit = textIn(fields, 'unit');
  if (!Object.hasOwn(UNITS_MS, unit))
    throw new InputError(bilingual(`There is no unit "${unit}".`, `没有单位“${unit}”。`));
  const ms = Math.round(numberIn(fields, 'amount') * UNITS_MS[unit as keyof typeof UNITS_MS]);
  if (ms > MAX_AHEAD_MS) throw new InputError(textOf(visit, PLAY).longestMove(MAX_AHEAD_DAYS));
  const after = await admin.advance(ms);
  recording.add({ do: 'advance', ms }, nowMs);
  return said(textOf(visit, SANDBOX).done.moved(beijingText(Math.floor(after.nowMs / 1000))));
};

const recover: SandboxAct = async ({ visit, recording, nowMs }) => {
  const { recover: pass } = await stageOf(visit.console.stack);
  const { examined, paid, open } = (await pass()) as RecoveryData;
  recording.add({ do: 'recover' }, nowMs);
  return said(textOf(visit, SANDBOX).done.recovered(examined, paid, open));
};

function fenIn({ visit, fields }: Scene): number {
  const fen = Math.round(numberIn(fields, 'yuan') * 100);
  if (fen > MAX_BALANCE_FEN)
    throw new InputError(textOf(visit, PLAY).largestBalance(yuanShown(MAX_BALANCE_FEN)));
  return fen;
}

const topUp: SandboxAct = async (scene) => {
  const { visit, admin, recording, nowMs } = scene;
  const fen = fenIn(scene);
  const { balanceFen } = await admin.topUp(fen);
  recording.add({ do: 'top-up', fen }, nowMs);
  return said(textOf(visit, SANDBOX).done.balance(yuanShown(balanceFen)));
};

const balance: SandboxAct = async (scene) => {
  const { visit, admin, recording, nowMs } = scene;
  const fen = fenIn(scene);
  const { balanceFen } = await admin.balance(fen);
  recording.add({ do: 'balance', fen }, nowMs);
  return said(textOf(visit, SANDBOX).done.balance(yuanShown(balanceFen)));
};

const settings: SandboxAct = async ({ visit, admin, recording, fields, nowMs }) => {
  const { done } = textOf(visit, SETTINGS);
  const patch = changedSettings(fields, await admin.readSettings());
  const names = Object.keys(patch);
  if (names.length === 0) return said(done.none);
  await admin.settings(patch);
  recording.add({ do: 'settings', settings: patch }, nowMs);
  return said(done.changed(names.length));
};

const restoreSettings: SandboxAct = async ({ visit, admin, recording, nowMs }) => {
  const restored = await admin.restoreSettings();
  recording.add({ do: 'settings', settings: { ...restored } }, nowMs);
  return said(textOf(visit, SETTINGS).done.restored);
};

const startOver: SandboxAct = ({ visit, session }) => {
  session.startOver();
  return Promise.resolve(said(textOf(visit, SANDBOX).done.startOver));
};

const ACTS: Readonly<Record<string, SandboxAct>> = {
  preset,
  fault,
  'clear-faults': clearFaults,
  send,
  repeat,
  ask,
  open: onPacket('open'),
  return: onPacket('return'),
  clock,
  recover,
  'top-up': topUp,
  balance,
  settings,
  'restore-settings': restoreSettings,
  'start-over': startOver,
};

async function perform(c: VisitContext, session: SandboxSession, run: SandboxAct): Promise<Html> {
  const visit = c.get('visit');
  session.refuseWhilePlaying(visit);
  const admin = await session.admin(visit);
  const recording = await session.recording(admin);
  const { nowMs } = await admin.clock();
  try {
    return await run({ visit, session, admin, recording, fields: await c.req.parseBody(), nowMs });
  } catch (error) {
    // What the sandbox refuses was entered by the person, whose form says what to correct.
    if (error instanceof SandboxRefusal) throw new InputError(error.message, { cause: error });
    throw error;
  }
}

/** The buttons of the sandbox's page. Each leads back to it, so that a reload repeats nothing. */
export function sandboxActs(app: Hono<VisitEnv>, session: SandboxSession): void {
  for (const [path, run] of Object.entries(ACTS))
    app.post(`/sandbox/${path}`, async (c) => {
      const result = await perform(c, session, run);
      return c.redirect(`/sandbox?done=${c.get('visit').console.flash.put(result)}`, 303);
    });
}
