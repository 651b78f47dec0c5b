import { Agent } from 'node:https';
import { post, type Reply } from '../../../shared/wechat-pay/transport';
import { authority, clientPair, type Handler, type Stage, serveTls } from '../support/tls-server';

let agent: Agent;
let stage: Stage;

beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.cert, ...clientPair });
});

afterEach(async () => {
  agent.destroy();
  await stage.end();
});

/** Two requests for one connection: the second one waits, and is handed the socket of the first. */
async function sendTwo(handler: Handler): Promise<Reply[]> {
  stage = await serveTls(handler);
  const send = () => post({ agent, host: stage.host, path: '/', body: '<xml/>', timeoutMs: 5_000 });
  return Promise.all([send(), send()]);
}

describe('a request that is handed a socket by a full agent', () => {
  it('is answered over the same connection', async () => {
    const replies = await sendTwo((_, res) => res.end('<xml/>'));
    expect(replies.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    expect([stage.requests, stage.handshakes]).toEqual([2, 1]);
  });

  it('is lost, never unsent, when the connection is reset: its bytes have left', async () => {
    const replies = await sendTwo((_, res) => (stage.requests > 1 ? stage.reset() : res.end('<xml/>')));
    expect(replies.map(({ kind }) => kind)).toEqual(['answered', 'lost']);
    expect([stage.requests, stage.handshakes]).toEqual([2, 1]);
  });
});
