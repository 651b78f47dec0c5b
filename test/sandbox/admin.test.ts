/** The admin side: what it shows, and that it says clearly what is wrong with what it is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultSchema } from '../../scripts/sandbox/faults/types';
import { startSandbox } from '../../scripts/sandbox/index';
import { until } from '../kit/until';
import {
  billno,
  Caller,
  DAY_MS,
  MCH_ID,
  normalFields,
  OPENID,
  optionsWith,
  type Stage,
  setStage,
  signed,
  xmlOf,
} from './harness';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(() => stage.admin.do('POST', '/reset'));

it('refuses a web page, whose browser sends its Origin, and does nothing', async () => {
  const body = JSON.stringify({ fault: { kind: 'timeout' } });
  const headers = { origin: 'http://evil.example', 'content-type': 'text/plain' };
  const response = await fetch(`${stage.admin.url}/faults`, { method: 'POST', headers, body });
  expect(response.status).toBe(403);
  expect(await stage.admin.do('GET', '/faults')).toEqual({ faults: [] });
});

describe('bad input gets a 400 that says what is wrong', () => {
  const unknown = billno();
  it.each([
    ['POST', '/faults', { fault: { kind: 'none' } }, 'fault.kind'],
    ['POST', '/faults', { fault: { kind: 'timeout', when: 'during' } }, 'fault.when'],
    ['POST', '/faults', { fault: { kind: 'timeout' }, times: 0 }, 'times'],
    ['POST', '/faults', { fault: { kind: 'timeout' }, call: 'refund' }, 'call'],
    ['POST', '/faults', { fault: { kind: 'timeout' }, billno: '1' }, 'billno'],
    ['POST', '/faults', {}, 'fault'],
    ['POST', '/faults', 'not json', 'JSON'],
    ['POST', '/faults', [{ fault: { kind: 'status', status: 99 } }], 'fault.status'],
    ['PATCH', '/settings', { replay: 'MAYBE' }, 'replay'],
    ['PATCH', '/settings', { unknown: 1 }, 'unknown'],
    ['PATCH', '/settings', { sendingMs: -1 }, 'sendingMs'],
    ['PUT', '/accounts', { mchId: 'new' }, 'apiKey'],
    ['PUT', '/accounts', { mchId: MCH_ID, balanceFen: 1.5 }, 'balanceFen'],
    ['PUT', '/accounts', { mchId: MCH_ID, certificates: ['x'] }, 'certificates'],
    ['PUT', '/accounts', [], 'mchId'],
    ['POST', '/accounts/top-up', { mchId: 'none', amountFen: 1 }, 'none'],
    ['POST', '/accounts/top-up', { mchId: MCH_ID, amountFen: 0 }, 'amountFen'],
    ['POST', '/packets/open', { mchId: MCH_ID, mch_billno: unknown }, unknown],
    ['POST', '/packets/refund', { mchId: MCH_ID }, 'mch_billno'],
    ['POST', '/clock', { nowMs: 1 }, 'nowMs'],
    ['POST', '/clock', { advanceMs: -1 }, 'advanceMs'],
    ['POST', '/clock', { advanceMs: 1, nowMs: 1 }, 'not both'],
    ['POST', '/clock', { speed: -1 }, 'speed'],
  ])('%s %s %j', async (method, path, input, words) => {
    const { status, data } = await stage.admin.ask(method, path, input);
    expect(status).toBe(400);
    expect(data.error).toContain(words);
  });

  it('and leaves everything as it was', async () => {
    expect(await stage.admin.do('GET', '/faults')).toEqual({ faults: [] });
    expect((await stage.admin.ledger()).accounts).toHaveLength(1);
  });

  it('an unknown path is 404, a wrong method 405, GET / the list', async () => {
    expect((await stage.admin.ask('GET', '/none')).status).toBe(404);
    expect((await stage.admin.ask('PUT', '/faults')).status).toBe(405);
    const { routes } = await stage.admin.do<{ routes: string[] }>('GET', '/');
    expect(routes).toContain('GET /ledger');
  });

  it('a packet cannot be opened by another, twice, or when nothing was paid', async () => {
    const mch_billno = billno();
    const open = (openid?: string): Promise<{ status: number; data: { error?: string } }> =>
      stage.admin.ask('POST', '/packets/open', { mchId: MCH_ID, mch_billno, openid });
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 0 });
    await stage.merchant.send({ mch_billno });
    expect((await open()).data.error).toContain('PARKED');
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 100 });
    await stage.merchant.send({ mch_billno });
    expect((await open('oAnother')).data.error).toContain(OPENID);
    expect((await open(OPENID)).status).toBe(200);
    expect((await open()).data.error).toContain('RECEIVED');
  });
});

describe('accounts', () => {
  it('can be added at run time, and never show their key', async () => {
    const account = { mchId: '10000099', apiKey: 'k'.repeat(32), appids: ['wxOther'], balanceFen: 500 };
    await stage.admin.do('PUT', '/accounts', account);
    const fields = normalFields({ mch_id: '10000099', wxappid: 'wxOther' });
    const { fields: answer } = await stage.merchant.post(
      'sendredpack',
      xmlOf(signed(fields, account.apiKey)),
    );
    expect(answer.result_code).toBe('SUCCESS');
    const shown = JSON.stringify([await stage.admin.do('GET', '/accounts'), await stage.admin.ledger()]);
    expect(shown).toContain('10000099');
    expect(shown).not.toContain(account.apiKey);
    expect((await stage.admin.ledger('?mchId=10000099')).payments).toHaveLength(1);
  });

  it('have order numbers of their own', async () => {
    const apiKey = 'k'.repeat(32);
    await stage.admin.do('PUT', '/accounts', {
      mchId: '10000099',
      apiKey,
      appids: ['wxOther'],
      balanceFen: 500,
    });
    const mch_billno = billno();
    const fields = normalFields({ mch_billno, mch_id: '10000099', wxappid: 'wxOther' });
    await stage.merchant.send({ mch_billno });
    await stage.merchant.post('sendredpack', xmlOf(signed(fields, apiKey)));
    expect((await stage.admin.ledger(`?mch_billno=${mch_billno}`)).payments).toHaveLength(2);
  });
});

describe('traffic', () => {
  it('is counted by connections, handshakes, calls and answers, and logged in full', async () => {
    const caller = new Caller(stage.sandbox.host);
    const mch_billno = billno();
    await stage.admin.fault({ kind: 'fail' }, { call: 'gethbinfo' });
    await caller.send({ mch_billno });
    await caller.query(mch_billno);
    await caller.query(mch_billno);
    caller.agent.destroy();
    expect(await stage.admin.do('GET', '/counts')).toMatchObject({
      connections: 1,
      tlsHandshakes: 1,
      tlsResumed: 0,
      requests: 3,
      byCall: { sendredpack: 1, gethbinfo: 2 },
      byAnswer: { SUCCESS: 2, FAIL: 1 },
    });
    const { requests } = await stage.admin.do<{ requests: { connection: number; body: string }[] }>(
      'GET',
      '/requests',
    );
    expect(requests).toMatchObject([
      { seq: 1, call: 'sendredpack', mch_billno, mchId: MCH_ID, answer: 'SUCCESS', fault: null },
      { seq: 2, call: 'gethbinfo', answer: 'FAIL', fault: expect.any(Number) as number },
      { seq: 3, call: 'gethbinfo', answer: 'SUCCESS', fault: null },
    ]);
    expect(new Set(requests.map(({ connection }) => connection)).size).toBe(1);
    expect(requests[0]?.body).toContain(mch_billno);
    expect(await stage.admin.do('GET', `/requests?mch_billno=${billno()}`)).toEqual({ requests: [] });
    await stage.admin.do('DELETE', '/requests');
    expect(await stage.admin.do('GET', '/counts')).toMatchObject({ requests: 0, tlsHandshakes: 0 });
  });

  it('tells resumed handshakes from full ones, and knows the certificate of both', async () => {
    const caller = new Caller(stage.sandbox.host);
    Object.assign(caller.agent, { maxFreeSockets: 0 });
    for (let nth = 0; nth < 3; nth += 1) expect((await caller.query(billno())).err_code).toBe('NOT_FOUND');
    caller.agent.destroy();
    expect(await stage.admin.do('GET', '/counts')).toMatchObject({ tlsHandshakes: 3, tlsResumed: 2 });
  });
});

it('the manual names every route, setting and fault', async () => {
  const manual = readFileSync(join(__dirname, '../../scripts/sandbox/README.md'), 'utf8');
  const { routes } = await stage.admin.do<{ routes: string[] }>('GET', '/');
  const settings = Object.keys(await stage.admin.do<object>('GET', '/settings'));
  const kinds = FaultSchema.options.map((option) => `kind: '${option.entries.kind.literal}'`);
  expect([...routes, ...settings, ...kinds].filter((name) => !manual.includes(name))).toEqual([]);
});

it('the clock goes forward by a time, to a time, and at a speed', async () => {
  const { nowMs } = await stage.admin.do<{ nowMs: number }>('POST', '/clock', { speed: 0 });
  expect(await stage.admin.do('POST', '/clock', { advanceMs: 1000 })).toEqual({
    nowMs: nowMs + 1000,
    speed: 0,
  });
  expect(await stage.admin.do('POST', '/clock', { nowMs: nowMs + DAY_MS })).toMatchObject({
    nowMs: nowMs + DAY_MS,
  });
  expect(await stage.admin.do('GET', '/clock')).toEqual({ nowMs: nowMs + DAY_MS, speed: 0 });
});

it('a reset brings back the accounts and settings of the start', async () => {
  await stage.admin.settings({ replay: 'NOTENOUGH' });
  await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 1 });
  await stage.admin.fault({ kind: 'fail' });
  await stage.admin.do('POST', '/reset');
  expect(await stage.admin.do('GET', '/settings')).toMatchObject({ replay: 'SUCCESS' });
  const { fault: _, ...sent } = await stage.merchant.send();
  expect(sent.result_code).toBe('SUCCESS');
});

it('DELETE /settings restores those of the start, and nothing else', async () => {
  await stage.admin.settings({ replay: 'NOTENOUGH', riskOpenids: ['oA'] });
  await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 1 });
  const restored = await stage.admin.do('DELETE', '/settings');
  expect(restored).toMatchObject({ replay: 'SUCCESS', riskOpenids: [] });
  expect(await stage.admin.do('GET', '/settings')).toEqual(restored);
  expect(await stage.admin.balanceFen()).toBe(1);
});

it('a port that is taken makes the start fail, and leaves nothing behind', async () => {
  const port = Number(stage.sandbox.host.split(':')[1]);
  await expect(startSandbox(optionsWith({ port }))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(startSandbox(optionsWith({ adminPort: port }))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('a wrong account makes the start fail', async () => {
  const [account] = optionsWith().accounts;
  const accounts = account ? [{ ...account, apiKey: 'short' }] : [];
  await expect(startSandbox(optionsWith({ accounts }))).rejects.toThrow('apiKey');
});

it('closing ends a request that waits for its answer', async () => {
  const short = await setStage();
  await short.admin.fault({ kind: 'timeout' });
  const waiting = short.merchant.send().then(
    () => 'answered',
    () => 'ended',
  );
  await until(() => short.admin.hasRequest());
  await short.end();
  expect(await waiting).toBe('ended');
});
