import type { Agent } from 'node:https';
import type { Merchant } from '../../../shared/api/merchant';
import { agentFor } from '../../../shared/wechat-pay/protocol/agents';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { clientPair, type Handler, serveTls, type TlsTestServer } from '../../kit/tls-server';
import { MERCHANT } from '../support/samples';

/** Rules of the pool by a clock that the test owns. Trust is tested in a process of its own, in agents.test.ts. */
const START_MS = 1_735_689_600_000;

let nowMs: number;
let stage: TlsTestServer;
let merchant: Merchant;
let pools: Set<Agent>;

beforeEach(() => {
  nowMs = START_MS;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
  merchant = newMerchant();
  pools = new Set();
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const pool of pools) pool.destroy();
  await stage.end();
});

function newMerchant(): Merchant {
  return { ...MERCHANT, certificate: clientPair.cert, privateKey: clientPair.key };
}

function send(by = merchant): Promise<Reply> {
  const agent = agentFor(by);
  agent.options.rejectUnauthorized = false;
  pools.add(agent);
  return post({ agent, host: stage.host, path: '/', body: '<xml/>', timeoutMs: 5_000 });
}

const ANSWER: Handler = (_, res) => res.end('<xml/>');

/** Answers only when `count` requests have come, so that as many connections are in use at once. */
function together(count: number): Handler {
  const waiting: Parameters<Handler>[1][] = [];
  return (_, res) => {
    waiting.push(res);
    if (waiting.length === count) for (const each of waiting.splice(0)) each.end('<xml/>');
  };
}

function sendAtOnce(count: number): Promise<Reply[]> {
  return Promise.all(Array.from({ length: count }, () => send()));
}

describe('the pool of a merchant', () => {
  it('uses a connection again that stood idle for just 4 s, and no longer', async () => {
    stage = await serveTls(ANSWER);
    await send();
    nowMs += 4_000;
    await send();
    expect([stage.requests, stage.handshakes]).toEqual([2, 1]);
    nowMs += 4_001;
    expect((await send()).kind).toBe('answered');
    expect([stage.requests, stage.handshakes]).toEqual([3, 2]);
  });

  it('drops every connection that stood idle too long', async () => {
    stage = await serveTls(together(3));
    await sendAtOnce(3);
    nowMs += 4_000;
    await sendAtOnce(3);
    expect([stage.requests, stage.handshakes]).toEqual([6, 3]);
    nowMs += 4_001;
    await sendAtOnce(3);
    expect([stage.requests, stage.handshakes]).toEqual([9, 6]);
  });

  it('keeps a connection that was in use meanwhile', async () => {
    stage = await serveTls(ANSWER);
    await sendAtOnce(2);
    // Free sockets are taken from one end: one of the two is used again and again, the other is not.
    for (let sent = 0; sent < 3; sent += 1) {
      nowMs += 3_000;
      await send();
    }
    expect([stage.requests, stage.handshakes]).toEqual([5, 2]);
  });

  it('shows the certificate of its merchant', async () => {
    stage = await serveTls(ANSWER);
    await send();
    expect(stage.clients).toEqual(['10000098']);
  });

  it('opens 30 connections and no more, and the other sends wait their turn', async () => {
    stage = await serveTls(together(30));
    const replies = await sendAtOnce(60);
    expect(new Set(replies.map(({ kind }) => kind))).toEqual(new Set(['answered']));
    expect([stage.requests, stage.handshakes]).toEqual([60, 30]);
  });

  it('belongs to one merchant object', async () => {
    stage = await serveTls(ANSWER);
    const renewed = newMerchant();
    for (const by of [merchant, renewed, merchant, renewed]) await send(by);
    expect([stage.requests, stage.handshakes]).toEqual([4, 2]);
    expect(agentFor(merchant)).toBe(agentFor(merchant));
    expect(agentFor(merchant)).not.toBe(agentFor(renewed));
  });
});
