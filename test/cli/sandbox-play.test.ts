import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, startContract } from '../contract/harness';
import { NORMAL as params } from '../contract/packets';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT } from '../kit/process';
import { redPack } from './kit';

let contract: Contract;
let dir: string;
let before: string | undefined;

beforeAll(async () => {
  contract = await startContract();
  dir = await tempFolder();
  before = process.env.RED_PACK_LOCAL_DIR;
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
afterAll(async () => {
  if (before === undefined) delete process.env.RED_PACK_LOCAL_DIR;
  else process.env.RED_PACK_LOCAL_DIR = before;
  await contract.close();
  await removeTempFolders();
});

function fileOf(scenario: unknown): string {
  const file = join(dir, 'scenario.json');
  writeFileSync(file, typeof scenario === 'string' ? scenario : JSON.stringify(scenario));
  return file;
}

function play(scenario: unknown, ...args: string[]): Promise<Ended> {
  return redPack(['sandbox', 'play', fileOf(scenario), ...args]);
}

const SEND = { do: 'send', packet: 'a', params };

interface Line {
  readonly run: string;
  readonly outcome?: string;
  readonly status?: string;
}

function linesOf({ stdout }: Ended): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('./red-pack sandbox play', () => {
  it('plays a refusal, a top-up, a retry and a return a day later, as the example states them', async () => {
    const file = join(ROOT, 'examples/scenarios/nobody-opens.json');
    const { code, stdout, stderr } = await redPack(['sandbox', 'play', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('nobody opens the packet') });
    expect(stdout.split('\n').map((line) => line.slice(5))).toEqual([
      'balance 1.00 yuan',
      'send order-1: retry, NOTENOUGH',
      'top up 10,000.00 yuan',
      'send order-1: paid',
      '27 hours pass',
      'recover what is not final',
      'ask WeChat Pay for order-1: paid, REFUND',
      '',
    ]);
  });

  it('pays again in every run, under keys of the run', async () => {
    const paid = async (): Promise<number> => (await contract.sandbox.ledger()).payments.length;
    const start = await paid();
    const runs = [await play({ scenario: 1, steps: [SEND] }, '--json')];
    runs.push(await play({ scenario: 1, steps: [SEND, SEND] }, '--json'));
    expect(await paid()).toBe(start + 2);
    const [first, second] = runs.map((run) => linesOf(run));
    expect(second?.map(({ outcome }) => outcome)).toEqual(['paid', 'paid']);
    expect(first?.[0]?.run).not.toBe(second?.[0]?.run);
    const record = await contract.record(`${first?.[0]?.run}/a`);
    expect(record).toMatchObject({ result: { return_code: 'SUCCESS' } });
  });

  it('hits only the packet that a fault names, and removes faults that waited before', async () => {
    await contract.sandbox.fault({ times: 'always', fault: { kind: 'fail' } });
    const lost = { call: 'gethbinfo', times: 'always', fault: { kind: 'fail' } };
    const ended = await play(
      {
        scenario: 1,
        steps: [
          { ...SEND, outcome: 'paid' },
          { ...SEND, packet: 'b', params: { ...params, re_openid: 'oOTHERopenid000000000000001A' } },
          { do: 'fault', packet: 'a', fault: lost },
          { do: 'open', packet: 'a' },
          { do: 'return', packet: 'b' },
          { do: 'ask', packet: 'b', status: 'REFUND' },
          { do: 'clear-faults' },
          { do: 'ask', packet: 'a', status: 'RECEIVED' },
        ],
      },
      '--json',
    );
    expect(ended).toMatchObject({ code: 0 });
    expect(linesOf(ended).map(({ status }) => status ?? '')).toEqual([
      '',
      '',
      '',
      '',
      '',
      'REFUND',
      '',
      'RECEIVED',
    ]);
  });

  it('ends with 1 where an outcome is not as the file states, and plays on', async () => {
    const { code, stdout, stderr } = await play({
      scenario: 1,
      steps: [{ ...SEND, outcome: 'refused' }, SEND],
    });
    expect(code).toBe(1);
    expect(stdout).toContain('  1  send a: paid  ✗ expected refused\n  2  send a: paid\n');
    expect(stderr).toContain('1 of 2 steps did not end as');
  });

  it.each([
    ['a send with wrong params', { ...SEND, params: { ...params, total_amount: 0.001 } }, /total_amount/],
    ['a fault that the sandbox does not know', { do: 'fault', fault: { fault: { kind: 'gone' } } }, /kind/],
  ])('stops at %s, and says which step it is and why', async (_what, step, why) => {
    const { code, stdout, stderr } = await play({ scenario: 1, steps: [SEND, step, SEND] });
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(stderr).toMatch(/Step 2 of .*scenario\.json failed: /);
    expect(stderr).toMatch(why);
  });
});

describe('./red-pack sandbox play refuses', () => {
  it.each([
    ['what is not JSON', '{', /is not JSON/],
    ['another version', { scenario: 2, steps: [SEND] }, /no scenario: scenario: /],
    ['a scenario without steps', { scenario: 1, steps: [] }, /no scenario: steps: /],
    ['an unknown step', { scenario: 1, steps: [SEND, { do: 'wait' }] }, /no scenario: step 2.do: /],
    ['an unknown key of a step', { scenario: 1, steps: [{ ...SEND, key: 'a' }] }, /step 1.key: /],
    ['a clock that goes back', { scenario: 1, steps: [{ do: 'advance', ms: -1 }] }, /step 1.ms: /],
    [
      'a clock that moves by more than 366 days',
      { scenario: 1, steps: [{ do: 'advance', ms: 366 * 86_400_000 + 1 }] },
      /step 1.ms: the longest move of the clock is 366 days/,
    ],
    [
      'a balance that is not held exactly',
      { scenario: 1, steps: [{ do: 'balance', fen: 1e17 }] },
      /step 1.fen: expected at most 1000000000000000 fen/,
    ],
    [
      'more than 1,000 steps',
      { scenario: 1, steps: Array.from({ length: 1_001 }, () => ({ do: 'clear-faults' })) },
      /steps: expected at most 1,000 steps, got 1001; divide it into several files/,
    ],
    [
      'a packet that was never sent',
      { scenario: 1, steps: [{ do: 'open', packet: 'b' }] },
      /step 1 needs packet "b"/,
    ],
    [
      'a first send without params',
      { scenario: 1, steps: [{ do: 'send', packet: 'b' }] },
      /step 1 needs packet "b"/,
    ],
  ])('%s, and starts nothing', async (_what, scenario, why) => {
    const { code, stdout, stderr } = await play(scenario);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(why);
    expect(stderr).not.toContain('Stack: ');
  });

  it('a file that is not there', async () => {
    expect(await redPack(['sandbox', 'play', join(dir, 'no.json')])).toMatchObject({ code: 1 });
  });

  it('no file, or two, with 2', async () => {
    const ended = await Promise.all([redPack(['sandbox', 'play']), redPack(['sandbox', 'play', 'a', 'b'])]);
    expect(ended.map(({ code }) => code)).toEqual([2, 2]);
  });

  it('a stack on AWS', async () => {
    const file = fileOf(readFileSync(join(ROOT, 'examples/scenarios/nobody-opens.json'), 'utf8'));
    const args = ['sandbox', 'play', file, '--stack', 'red-pack-prod', '--region', 'ap-east-1'];
    expect(await redPack(args)).toMatchObject({ code: 2, stderr: expect.stringContaining('local stack') });
  });
});
