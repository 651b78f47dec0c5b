import { MAX_BALANCE_FEN } from '../../cli/sandbox/scenario';
import { BALANCE_FEN, type Stage, setStage } from '../sandbox/harness';
import { sandboxConsole, submit } from './sandbox-kit';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(() => stage.admin.do('POST', '/reset'));

describe('the sandbox page refuses', () => {
  it.each([
    ['clock', { amount: '999999999999999', unit: 'days' }, 'The clock moves by 366 days at most.'],
    ['clock', { amount: '366.01', unit: 'days' }, 'The clock moves by 366 days at most.'],
    ['top-up', { yuan: '999999999999999' }, 'The balance is 10,000,000,000,000.00 yuan at most.'],
    ['balance', { yuan: '10000000000000.01' }, 'The balance is 10,000,000,000,000.00 yuan at most.'],
    ['top-up', { yuan: '10000000000000' }, 'at most 1000000000000000 with a top-up'],
  ])('%s by %j, and shows its pages as before', async (act, fields, why) => {
    const console = sandboxConsole(stage);
    const response = await console.post(`/sandbox/${act}`, fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(why);
    const page = await console.get('/sandbox');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('0 steps so far');
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN);
  });

  it('a move that would lead further than 366 days, with how to start over', async () => {
    const console = sandboxConsole(stage);
    await submit(console, 'clock', { amount: '366', unit: 'days' });
    const response = await console.post('/sandbox/clock', { amount: '1', unit: 'hours' });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/it can be 366 days ahead and cannot go back\. To start over/);
    expect((await console.get('/sandbox')).status).toBe(200);
  });

  it('in Chinese as well', async () => {
    const chinese = { 'accept-language': 'zh-CN' };
    const { post } = sandboxConsole(stage);
    const moved = await post('/sandbox/clock', { amount: '400', unit: 'days' }, chinese);
    expect(await moved.text()).toContain('时钟一次最多移动 366 天。');
  });
});

it('the largest balance can be set and saved', async () => {
  const console = sandboxConsole(stage);
  await submit(console, 'balance', { yuan: String(MAX_BALANCE_FEN / 100) });
  const saved = await console.get('/sandbox/scenario.json');
  expect(await saved.json()).toMatchObject({ steps: [{ do: 'balance', fen: MAX_BALANCE_FEN }] });
});
