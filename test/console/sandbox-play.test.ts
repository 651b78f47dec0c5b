import { request } from 'node:http';
import { parseScenario } from '../../cli/sandbox/scenario';
import { startConsole } from '../../console/server';
import { HError } from '../../sdk/index';
import { until } from '../kit/until';
import { type Stage, setStage } from '../sandbox/harness';
import type { TestConsole } from './kit';
import { PARAMS, sandboxConsole, submit } from './sandbox-kit';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(() => stage.admin.do('POST', '/reset'));

const TOP_UP = { do: 'top-up', fen: 1 };
const params = { ...PARAMS, total_amount: 1.88, total_num: 1 };

function fileOf(steps: readonly object[]): File {
  return new File([JSON.stringify({ scenario: 1, steps })], 's.json');
}

async function topUps(): Promise<number> {
  return (await stage.admin.ledger()).topUps.length;
}

async function saved({ get }: TestConsole) {
  return parseScenario(await (await get('/sandbox/scenario.json')).text(), 'scenario.json').steps;
}

describe('a saved scenario', () => {
  it('has the steps that were played, with the outcomes they had, under its own names', async () => {
    const console = sandboxConsole(stage);
    await submit(console, 'preset', { preset: 'certificate' });
    await console.post('/sandbox/play', {
      file: fileOf([
        { do: 'fault', fault: { call: 'send', fault: { kind: 'timeout', when: 'after' } } },
        { do: 'send', packet: 'mine', params, outcome: 'refused' },
        { do: 'advance', ms: 5_000 },
        { do: 'send', packet: 'mine' },
      ]),
    });
    await submit(console, 'send', PARAMS);
    expect(await saved(console)).toEqual([
      { do: 'fault', fault: expect.objectContaining({ times: 'always' }) },
      { do: 'clear-faults' },
      { do: 'fault', fault: { call: 'send', fault: { kind: 'timeout', when: 'after' } } },
      { do: 'send', packet: 'order-1', params, outcome: 'paid' },
      { do: 'advance', ms: 5_000 },
      { do: 'send', packet: 'order-1', outcome: 'paid' },
      { do: 'send', packet: 'order-2', params, outcome: 'paid' },
    ]);
  });

  it.each([
    [400, []],
    [503, []],
    [601, [{ do: 'send', packet: 'order-1', params }]],
  ])(
    'leaves out a send that was refused with %d, unless something may have been sent',
    async (code, kept) => {
      const console = sandboxConsole(stage);
      const send = jest.spyOn(console.functions, 'sendRedPack');
      send.mockRejectedValueOnce(new HError(code, 'refused'));
      expect((await console.post('/sandbox/send', { ...PARAMS, idempotency_key: 'k' })).status).not.toBe(303);
      await submit(console, 'top-up', { yuan: '1' });
      expect(await saved(console)).toEqual([...kept, { do: 'top-up', fen: 100 }]);
      // The next send under the key begins with its params.
      await submit(console, 'send', { ...PARAMS, idempotency_key: 'k' });
      expect((await saved(console)).find((step) => step.do === 'send')).toMatchObject({ params });
    },
  );

  it('has other params of a packet that was sent again with them', async () => {
    const console = sandboxConsole(stage);
    for (const total_amount of ['1.88', '1.88', '2'])
      await submit(console, 'send', { ...PARAMS, idempotency_key: 'k', total_amount });
    expect(
      (await saved(console)).map((step) => ('params' in step ? step.params?.total_amount : null)),
    ).toEqual([1.88, null, 2]);
  });

  it('is refused without a step, or with more than can be played', async () => {
    const console = sandboxConsole(stage);
    const empty = await console.get('/sandbox/scenario.json');
    expect(empty.status).toBe(400);
    expect(await empty.text()).toContain('Nothing was recorded yet');
    await console.post('/sandbox/play', {
      file: fileOf(Array.from({ length: 1_000 }, () => ({ do: 'clear-faults' }))),
    });
    expect(await saved(console)).toHaveLength(1_000);
    await submit(console, 'clear-faults');
    const long = await console.get('/sandbox/scenario.json');
    expect(long.status).toBe(400);
    expect(await long.text()).toContain('expected at most 1,000 steps, got 1001');
  });
});

describe('a scenario that is played', () => {
  it('has at most 1,000 steps', async () => {
    const { post } = sandboxConsole(stage);
    const file = fileOf(Array.from({ length: 1_001 }, () => TOP_UP));
    const response = await post('/sandbox/play', { file });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('expected at most 1,000 steps, got 1001');
    expect(await topUps()).toBe(0);
  });

  it('is alone: meanwhile nothing else is played, done or saved, and the page says so', async () => {
    const console = sandboxConsole(stage);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const paid = await console.functions.sendRedPack({});
    jest.spyOn(console.functions, 'sendRedPack').mockImplementation(() => held.then(() => paid));
    const playing = console.post('/sandbox/play', {
      file: fileOf([TOP_UP, { do: 'send', packet: 'a', params }, TOP_UP]),
    });
    await until(async () => (await topUps()) === 1);
    const page = await (await console.get('/sandbox')).text();
    expect(page).toContain('A scenario is being played');
    expect(page).toContain('1 of 3 steps are done.');
    const others = [
      await console.post('/sandbox/play', { file: fileOf([TOP_UP]) }),
      await console.post('/sandbox/top-up', { yuan: '1' }),
      await console.get('/sandbox/scenario.json'),
    ];
    for (const other of others) {
      expect(other.status).toBe(400);
      expect(await other.text()).toContain('A scenario is being played (1 of 3 steps are done)');
    }
    go();
    const { headers } = await playing;
    expect(await (await console.get(headers.get('location') ?? '')).text()).toContain('Played 3 steps');
    expect(await topUps()).toBe(2);
    expect(await (await console.get('/sandbox')).text()).not.toContain('A scenario is being played');
  });

  it('ends before its next step when somebody stops it', async () => {
    const console = sandboxConsole(stage);
    const paid = await console.functions.sendRedPack({});
    jest.spyOn(console.functions, 'sendRedPack').mockImplementation(async () => {
      expect(await submit(console, 'stop')).toContain('The scenario ends before its next step.');
      return paid;
    });
    const { headers } = await console.post('/sandbox/play', {
      file: fileOf([{ do: 'send', packet: 'a', params }, TOP_UP]),
    });
    const page = await (await console.get(headers.get('location') ?? '')).text();
    expect(page).toContain('Stopped after 1 step');
    expect(await topUps()).toBe(0);
    expect(await submit(console, 'stop')).toContain('No scenario is being played.');
  });

  it('ends when the client leaves', async () => {
    const console = sandboxConsole(stage);
    const running = await startConsole(console.state, 0);
    const { host, origin } = new URL(running.url);
    const entered = await fetch(running.url, { redirect: 'manual' });
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const form = await (await fetch(`${origin}/sandbox`, { headers: { cookie } })).text();
    const body = new FormData();
    body.append('csrf', /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? '');
    body.append('file', fileOf(Array.from({ length: 1_000 }, () => TOP_UP)));
    const encoded = new Response(body);
    const posted = request(`${origin}/sandbox/play`, {
      method: 'POST',
      headers: { host, origin, cookie, 'content-type': encoded.headers.get('content-type') ?? '' },
    });
    posted.on('error', () => undefined).end(Buffer.from(await encoded.arrayBuffer()));
    await until(async () => (await topUps()) > 3);
    posted.destroy();
    // Longer than all steps need, so that a scenario that goes on ends as well.
    const isIdle = async () =>
      !(await (await fetch(`${origin}/sandbox`, { headers: { cookie } })).text()).includes('is being played');
    await until(isIdle, 30_000);
    const left = await topUps();
    await running.close();
    expect(left).toBeLessThan(1_000);
  });
});
