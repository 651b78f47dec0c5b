import { agentFor } from '../../../shared/wechat-pay/protocol/agents';
import { WeChatPayClient } from '../../../shared/wechat-pay/protocol/client';
import { authority, clientPair, serveTls, type TlsTestServer } from '../../kit/tls-server';
import { MERCHANT } from '../support/samples';

const REQUEST = { path: '/mmpaymkttransfers/gethbinfo', body: '<xml><n>恭喜</n></xml>' };

let stages: TlsTestServer[];
/** What came: which server, where, and what. */
let seen: unknown[];

async function serve(name: string): Promise<string> {
  const stage = await serveTls((req, res, body) => {
    seen.push([name, req.method, req.url, body]);
    res.end(`<xml><name>${name}</name></xml>`);
  });
  stages.push(stage);
  return stage.host;
}

/** A merchant whose agent trusts the servers of this file: the process's own trust store is read at its start. */
function merchant() {
  const any = { ...MERCHANT, certificate: clientPair.cert, privateKey: clientPair.key };
  agentFor(any).options.rejectUnauthorized = false;
  return any;
}

beforeEach(() => {
  stages = [];
  seen = [];
});

afterEach(() => Promise.all(stages.map((stage) => stage.end())));

describe('the client', () => {
  it('posts to the host it is told, and to no other', async () => {
    const client = new WeChatPayClient([await serve('main'), await serve('other')]);
    expect(client.hostCount).toBe(2);
    const who = merchant();
    for (const [host, name] of ['main', 'other'].entries()) {
      const reply = await client.post(REQUEST, who, host, 5_000);
      expect(reply).toEqual({ kind: 'answered', httpStatus: 200, body: `<xml><name>${name}</name></xml>` });
    }
    expect(seen).toEqual([
      ['main', 'POST', REQUEST.path, REQUEST.body],
      ['other', 'POST', REQUEST.path, REQUEST.body],
    ]);
    expect(stages.map((stage) => stage.clients)).toEqual([['10000098'], ['10000098']]);
    agentFor(who).destroy();
  });

  it.each([
    ['that is no PEM', { certificate: 'x', privateKey: clientPair.key }, 'no start line'],
    ['of another key', { certificate: authority.cert, privateKey: clientPair.key }, 'key values mismatch'],
  ])('does not throw over a certificate %s: unsent, and OpenSSL says why', async (_, pair, why) => {
    const client = new WeChatPayClient([await serve('main')]);
    const reply = await client.post(REQUEST, { ...MERCHANT, ...pair }, 0, 5_000);
    expect(reply).toMatchObject({ kind: 'unsent', cause: { message: expect.stringContaining(why) } });
    expect(seen).toEqual([]);
  });
});
