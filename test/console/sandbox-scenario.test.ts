import { parseScenario } from '../../cli/sandbox/scenario';
import type { DetailedRecord } from '../../sdk/index';
import { type Stage, setStage } from '../sandbox/harness';
import { record, type TestConsole } from './kit';
import { PARAMS, sandboxConsole, submit } from './sandbox-kit';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());

function consoleWith(records: readonly DetailedRecord[] = []): TestConsole {
  return sandboxConsole(stage, records);
}

describe('the scenario of the sandbox page', () => {
  it('records what was done, with the packets that others have sent meanwhile, as a scenario', async () => {
    const { nowMs } = await stage.admin.do<{ nowMs: number }>('GET', '/clock');
    const others = record({ created_at: Math.floor(nowMs / 1000) + 3_000, idempotency_key: 'theirs' });
    const old = record({
      created_at: 1,
      idempotency_key: 'old',
      id: 'b'.repeat(24),
      mch_billno: 'c'.repeat(28),
    });
    const console = consoleWith([others, old]);
    await submit(console, 'preset', { preset: 'paid-reset' });
    await submit(console, 'send', PARAMS);
    await submit(console, 'clock', { amount: '2', unit: 'hours' });
    await submit(console, 'ask', { id: old.id });
    const response = await console.get('/sandbox/scenario.json?title=lost');
    expect(response.headers.get('content-disposition')).toContain('scenario.json');
    const { title, steps } = parseScenario(await response.text(), 'scenario.json');
    expect(title).toBe('lost');
    expect(steps.map((step) => [step.do, 'packet' in step ? step.packet : ''])).toEqual([
      ['send', 'order-2'],
      ['fault', ''],
      ['send', 'order-1'],
      ['advance', ''],
      ['send', 'order-3'],
      ['ask', 'order-2'],
    ]);
    expect(steps[2]).toMatchObject({ outcome: 'paid', params: { total_amount: 1.88, re_openid: 'oA' } });
    expect(JSON.stringify(steps)).not.toContain('idempotency_key');
  });

  it('begins with no step again when it is started over', async () => {
    const console = consoleWith();
    expect(await submit(console, 'top-up', { yuan: '1' })).toContain('1 step so far');
    expect(await submit(console, 'start-over')).toContain('0 steps so far');
  });

  it.each([
    ['en', 'Step 2 failed', '  1  top up 5.00 yuan'],
    ['zh-CN', '第 2 步失败', '  1  充值 5.00 元'],
  ])(
    'shows the steps that were played before one that failed, and why (%s)',
    async (language, title, step) => {
      const { get, post } = consoleWith();
      const fault = { call: 'send', fault: { kind: 'nonsense' } };
      const steps = [
        { do: 'top-up', fen: 500 },
        { do: 'fault', fault },
      ];
      const file = new File([JSON.stringify({ scenario: 1, steps })], 's.json');
      const chosen = { 'accept-language': language };
      const { headers } = await post('/sandbox/play', { file }, chosen);
      const page = await (await get(headers.get('location') ?? '', chosen)).text();
      expect(page).toContain(`<h2>${title}</h2>`);
      expect(page).toContain(step);
      expect(page).toContain('The sandbox refused POST /faults');
      expect(/<p lang="en">The sandbox refused/.test(page)).toBe(language !== 'en');
    },
  );

  it('says why a file cannot be played', async () => {
    const { post } = consoleWith();
    expect((await post('/sandbox/play')).status).toBe(400);
    const file = new File(['{ "scenario": 1, "steps": [{ "do": "open", "packet": "x" }] }'], 's.json');
    const response = await post('/sandbox/play', { file });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('step 1 needs packet');
  });
});
