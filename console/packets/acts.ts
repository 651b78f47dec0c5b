import type { Hono } from 'hono';
import { invokeFunction } from '../../cli/invoke';
import { type Html, html } from '../../cli/page/html';
import { sameSend } from '../../cli/sent-params';
import { masked, maskOpenid, withoutOpenid } from '../../cli/unfinished/openids';
import type { DetailedRecord } from '../../sdk/index';
import type { RecoveryData } from '../../shared/api/responses';
import { act, type Confirmation, type Done } from '../act';
import { invokeCommand, redPackCommand } from '../equivalent';
import { showNotFound } from '../respond';
import { ACTS } from '../text/acts';
import { textOf, type Visit, type VisitContext, type VisitEnv, withParams } from '../visit';
import { recordOf } from './page';
import { amountOf, packetPath } from './table';

/** A pass of recovery ends after 590 s. */
const RECOVER_TIMEOUT_MS = 620_000;

function answer(title: string, data: object, openid: string): Html {
  // WeChat also names others, who have a share of a fission packet.
  const text = JSON.stringify(
    masked(data, openid),
    (name, value: unknown) => (name === 'openid' && typeof value === 'string' ? maskOpenid(value) : value),
    2,
  );
  return html`<h2>${title}</h2><pre tabindex="0"><code>${text}</code></pre>`;
}

interface PacketAct {
  readonly path: string;
  readonly confirmation: (visit: Visit, record: DetailedRecord) => Omit<Confirmation, 'back'>;
  readonly run: (visit: Visit, record: DetailedRecord) => Promise<Html>;
}

const ASK: PacketAct = {
  path: 'ask',
  confirmation(visit, { id }) {
    const text = textOf(visit, ACTS).ask;
    const command = invokeCommand(visit.console, 'getRedPackStatus', { id });
    return { ...text, command, icon: 'ask', movesMoney: false };
  },
  async run(visit, { id, re_openid }) {
    const { data } = await visit.console.stack.redPack.getRedPackStatus({ id });
    const text = textOf(visit, ACTS).ask;
    return answer(data.outcome === undefined ? text.done : text.none, data, re_openid);
  },
};

const REPEAT: PacketAct = {
  path: 'repeat',
  confirmation(visit, record) {
    const { title, button, same, willDo, amount, masked, showOpenid } = textOf(visit, ACTS).repeat;
    const { outcome } = record;
    const movesMoney = outcome === 'open' || outcome === 'retry';
    const shown = sameSend(visit.showsOpenids ? record : withoutOpenid(record));
    const lines = [
      same(shown.idempotency_key ?? ''),
      willDo[outcome],
      ...(movesMoney ? [amount(amountOf(record))] : []),
    ];
    const command = invokeCommand(visit.console, 'sendRedPack', shown);
    const note =
      !visit.showsOpenids &&
      html`${masked} <a href="${withParams(visit, { openids: 'shown' })}">${showOpenid}</a>`;
    return { title, button, willDo: lines, command, note, icon: 'repeat', movesMoney };
  },
  async run(visit, record) {
    const { data } = await visit.console.stack.redPack.sendRedPack(sameSend(record));
    return answer(textOf(visit, ACTS).repeat.done, data, record.re_openid);
  },
};

const RECOVER: PacketAct = {
  path: 'recover',
  confirmation(visit) {
    const command = redPackCommand(visit.console, ['recover', '--all']);
    return { ...textOf(visit, ACTS).recover, command, icon: 'recover', movesMoney: true };
  },
  async run(visit) {
    const { stack } = visit.console;
    const data = await invokeFunction(stack, 'recoverRedPacks', { all: true }, RECOVER_TIMEOUT_MS);
    const { examined, paid, refused, parked, open } = data as RecoveryData;
    const { done, counts } = textOf(visit, ACTS).recover;
    return html`<h2>${done}</h2><p>${counts(examined, paid, refused, parked, open)}</p>`;
  },
};

function register(app: Hono<VisitEnv>, { path, confirmation, run }: PacketAct): void {
  act(app, `/packets/:id/${path}`, {
    async confirmation(c: VisitContext): Promise<Confirmation | Response> {
      const record = await recordOf(c);
      if (record === null) return showNotFound(c, c.req.param('id'));
      return { ...confirmation(c.get('visit'), record), back: packetPath(record.id) };
    },
    async run(c: VisitContext): Promise<Done | Response> {
      const record = await recordOf(c);
      if (record === null) return showNotFound(c, c.req.param('id'));
      return { result: await run(c.get('visit'), record), to: packetPath(record.id) };
    },
  });
}

/** The buttons of one packet: ask WeChat, repeat with the same key, recover. */
export function packetActs(app: Hono<VisitEnv>): void {
  for (const each of [ASK, REPEAT, RECOVER]) register(app, each);
}
