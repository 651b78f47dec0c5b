import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../scripts/local/lock';
import type { FaultInput } from '../../scripts/sandbox/index';
import type { PlanHead } from '../../shared/campaign/write-plan';
import { local, type Person, redPack } from '../cli/kit';
import { type Contract, must, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';
import { journalOf, lineOf, linesOf, openidOf, writeCampaign } from './kit';

let contract: Contract;
let dir: string;
let folder: string;
/** Of this test: keys of other tests are other packets. */
let campaign: string;
let campaigns = 0;

beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});
beforeEach(async () => {
  dir = await tempFolder();
  campaigns += 1;
  campaign = `test-${campaigns}`;
});
afterEach(() => contract.sandbox.clearFaults());

async function plan(count: number, line: object = {}, head: Partial<PlanHead> = {}): Promise<void> {
  folder = await writeCampaign(dir, linesOf(count, line, campaign), { campaign, ...head });
}

function run(args: readonly string[] = ['--yes'], person: Person = {}): Promise<Ended> {
  return redPack(['campaign', 'run', campaign, '--dir', dir, ...args], person);
}

/** What was paid to the recipients of this campaign, in its own order. */
async function payments(): Promise<number> {
  const { payments: all } = await contract.sandbox.ledger();
  const keys = (await readFile(join(folder, 'plan.jsonl'), 'utf8')).trimEnd().split('\n').length;
  const before = (await Promise.all(linesOf(keys, {}, campaign).map(numberOf))).filter(
    (each) => each !== null,
  );
  return all.filter(({ mch_billno }) => before.includes(mch_billno ?? '')).length;
}

async function numberOf({ idempotency_key }: { idempotency_key: string }): Promise<string | null> {
  const { status, data } = await contract.invoke('getSentRedPack', { idempotency_key });
  return status === 200 ? String(data.mch_billno) : null;
}

async function outcomes(): Promise<Record<string, number>> {
  const latest = new Map<unknown, unknown>();
  for (const { n, outcome } of (await journalOf(folder)).slice(1)) latest.set(n, outcome);
  const counts: Record<string, number> = {};
  for (const outcome of latest.values()) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
  return counts;
}

function always(fault: FaultInput['fault'], skip = 0): Promise<number[]> {
  return contract.sandbox.fault({ call: 'send', times: 'always', skip, fault });
}

describe('./red-pack campaign run', () => {
  it('says how much it will send, asks, and pays every row once', async () => {
    await plan(30);
    const { code, stdout, stderr } = await run([], { answers: ['yes'] });
    expect(stderr).toContain(`Send 30 red packets, 34.35 yuan, of the campaign ${campaign}? Type yes: `);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '      packets  yuan\npaid  30       34.35\n' });
    expect(await payments()).toBe(30);
    expect(await outcomes()).toEqual({ paid: 30 });
  });

  it('sends nothing without a yes, and asks nobody where there is no terminal', async () => {
    await plan(3);
    expect(await run([], { answers: ['no'] })).toMatchObject({ code: 1 });
    expect(await run([])).toMatchObject({ code: 2, stderr: expect.stringContaining('give --yes') });
    expect(await payments()).toBe(0);
  });

  it('sends nothing when everything is paid, without a stack or a question', async () => {
    await plan(3);
    await run();
    const { code, stderr } = await run();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Earlier runs: paid 3 red packets, 3.03 yuan; refused 0 red packets, 0.00 yuan.\n',
    });
  });

  it('ends with 0 for refused rows as well, and tells their codes', async () => {
    await plan(5);
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'OPENID_ERROR' } });
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/paid +4 .*\nrefused +1 /);
    expect(stderr).toContain('refused OPENID_ERROR: 1');
  });

  it('shows no openid, whatever WeChat says', async () => {
    await plan(5);
    const err_code_des = `openid ${openidOf(0)} is out of money`;
    await always({ kind: 'answer', err_code: 'NOTENOUGH', err_code_des });
    const { stdout, stderr } = await run(['--yes', '--in-flight', '1']);
    expect(stderr).toContain('NOTENOUGH: openid oCam***000 is out of money');
    expect(stdout + stderr + (await readFile(join(folder, 'progress.jsonl'), 'utf8'))).not.toContain(
      'oCampaign',
    );
  });
});

describe('a fault of the account', () => {
  it('stops the run: at most the number in flight is parked, and the same command pays them', async () => {
    await plan(60);
    await always({ kind: 'answer', err_code: 'NOTENOUGH', err_code_des: '余额不足' }, 20);
    const stopped = await run(['--yes', '--in-flight', '5']);
    expect(stopped).toMatchObject({ code: 1 });
    expect(stopped.stderr).toContain('Stopped by a fault of the account, NOTENOUGH: 余额不足\n');
    expect(stopped.stderr).toContain('top it up');
    expect(stopped.stderr).toContain('give the same command again');
    const { retry = 0, paid } = await outcomes();
    expect({ paid, atMost5: retry >= 1 && retry <= 5 }).toEqual({ paid: 20, atMost5: true });
    await contract.sandbox.clearFaults();
    expect(await run()).toMatchObject({ code: 0 });
    expect({ payments: await payments(), outcomes: await outcomes() }).toEqual({
      payments: 60,
      outcomes: { paid: 60 },
    });
  });

  it('stops it also where the outcome of the row is open', async () => {
    await plan(40);
    await always({ kind: 'answer', err_code: 'NOTENOUGH', err_code_des: 'x', return_code: 'FAIL' });
    const { code, stderr } = await run(['--yes', '--in-flight', '4']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('NOTENOUGH') });
    const { open = 0, ...others } = await outcomes();
    expect({ others, atMost4: open >= 1 && open <= 4 }).toEqual({ others: {}, atMost4: true });
  });

  it('stops it where WeChat refuses the certificate, which has no code of its own', async () => {
    await plan(40);
    await always({ kind: 'certificate', page: 'refused' });
    const { code, stderr } = await run(['--yes', '--in-flight', '4']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('CERTIFICATE_REFUSED'),
    });
    expect(Number((await outcomes()).open)).toBeLessThanOrEqual(4);
  });

  it('stops it before anything is sent without a usable certificate', async () => {
    await plan(40, { official_account_id: 'wxNobody1' });
    const { code, stderr, stdout } = await run();
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('certificate put') });
    expect(stdout).toMatch(/unsent +40 /);
  });

  it('stops it at the daily budget, and the same command goes on when that allows it', async () => {
    const official_account_id = contract.secrets.newAppid();
    await contract.sandbox.addAppid(official_account_id);
    const secret = (daily_budget_yuan: number) =>
      contract.secrets.put(official_account_id, { ...contract.secrets.content(), daily_budget_yuan });
    await secret(10);
    await plan(20, { official_account_id, total_amount: 1 });
    const { code, stderr } = await run(['--yes', '--in-flight', '3']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('daily_budget_yuan') });
    expect(await outcomes()).toEqual({ paid: 10 });
    await secret(100);
    await contract.coldStart();
    expect(await run()).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual({ paid: 20 });
  });

  it('leaves rows alone that were parked 72 hours ago, and lists them', async () => {
    await plan(3);
    const hash = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).plan_sha256;
    const at = Math.floor(Date.now() / 1000) - 72 * 3600;
    const parked = { n: 1, at, outcome: 'retry', fen: 101, code: 'NOTENOUGH' };
    await appendFile(
      join(folder, 'progress.jsonl'),
      `${JSON.stringify({ plan_sha256: hash })}\n${JSON.stringify(parked)}\n`,
    );
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('Parked for more than 72 hours, not sent again: lines 2 of plan.jsonl.');
    expect(await outcomes()).toEqual({ paid: 2, retry: 1 });
  });
});

describe('what else may stand in the way of a run', () => {
  it('counts a row as rejected whose key was used for another amount, goes on, and ends with 1', async () => {
    await plan(3);
    await run();
    await plan(4, {});
    const lines = [lineOf(0, { total_amount: 9 }, campaign), ...linesOf(4, {}, campaign).slice(1)];
    await writeCampaign(dir, lines, { campaign });
    const { code, stdout, stderr } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/paid +3 .*\nrejected +1 /);
    expect(stderr).toContain('Not accepted: idempotency_key was used before with another total_amount');
    expect(await payments()).toBe(4);
  });

  it('goes on slower when WeChat says FREQ_LIMIT, and pays everybody in the end', async () => {
    await plan(20);
    await contract.sandbox.fault({
      call: 'send',
      times: 6,
      fault: { kind: 'answer', err_code: 'FREQ_LIMIT' },
    });
    const { code } = await run();
    expect(code).toBe(0);
    expect(await payments()).toBe(20);
  });

  it('stops when row after row comes to nothing', async () => {
    await plan(60);
    await always({ kind: 'answer', err_code: 'NO_AUTH', err_code_des: '请求ip不在白名单' });
    const { code, stderr } = await run(['--yes', '--in-flight', '4']);
    expect(code).toBe(1);
    expect(stderr).toContain('Stopped: 12 rows in a row were neither paid nor refused, the last by NO_AUTH');
    expect(Number((await outcomes()).retry)).toBeLessThanOrEqual(12 + 4);
  });

  it('refuses an edited plan, one over its budget, one that needs an approval, and one of another campaign', async () => {
    await plan(2);
    await appendFile(join(folder, 'plan.jsonl'), `${JSON.stringify(lineOf(9, {}, campaign))}\n`);
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('edited') });
    await plan(2);
    const manifest = join(folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"budget_fen": null', '"budget_fen": 200'));
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('--budget') });
    await plan(2, {}, { approval: 'required' });
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('campaign approve') });
    await plan(2);
    await rename(folder, join(dir, 'moved'));
    const moved = await redPack(['campaign', 'run', 'moved', '--dir', dir, '--yes']);
    const said = `is that of the campaign ${campaign}`;
    expect(moved).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no plan') });
    const keys = linesOf(2, {}, campaign).map(numberOf);
    expect(await Promise.all(keys)).toEqual([null, null]);
  });

  it('refuses a second run of the campaign on this machine, and names the first', async () => {
    await plan(2);
    const unlock = await takeLock(join(folder, 'lock'), () => undefined);
    const { code, stderr } = await run();
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Process ${process.pid} works`),
    });
    await unlock();
    expect(await run()).toMatchObject({ code: 0 });
  });

  it.each([
    [[], 'The name of the campaign is missing'],
    [['UPPER'], 'name has 1 to 64'],
    [['../etc'], 'name has 1 to 64'],
    [['a', 'b'], 'One campaign at a time'],
    [['a', '--in-flight', '0'], '--in-flight must be'],
    [['a', '--in-flight', '501'], '--in-flight must be'],
    [['a', '--dir', ''], '--dir must name'],
  ])('refuses %j', async (args, said) => {
    const { code, stderr } = await redPack(['campaign', 'run', '--yes', ...args]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});

describe('Ctrl-C', () => {
  function start() {
    const child = spawn(
      `${ROOT}/red-pack`,
      ['campaign', 'run', campaign, '--dir', dir, '--yes', '--in-flight', '4'],
      {
        env: { PATH: process.env.PATH, ...local(must(process.env.RED_PACK_LOCAL_DIR, 'folder')) },
      },
    );
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    return { child, output: outputOf(child), ended };
  }
  const hasBegun = async (): Promise<boolean> =>
    (await readFile(join(folder, 'progress.jsonl'), 'utf8').catch(() => '')).split('\n').length > 5;

  it('finishes what is in flight, says how to go on, and ends with 1', async () => {
    await plan(400);
    const { child, output, ended } = start();
    await until(hasBegun, 30_000);
    child.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(output.stderr).toContain('Finishing what is in flight. Ctrl-C again ends at once.');
    expect(output.stderr).toContain('give the same command again: nobody is paid twice');
    const { paid } = await outcomes();
    expect(paid).toBeLessThan(400);
    // Whatever was paid is known to be paid: nothing was left in the air.
    expect(await payments()).toBe(paid);
  });

  it('waits for nothing that Lambda throttles: it has not begun', async () => {
    await plan(20);
    const name = `${must(contract.stack.env.RED_PACK_FUNCTION_PREFIX, 'prefix')}sendRedPack`;
    contract.stack.lambda.reserve(name, 0);
    const { child, output, ended } = start();
    try {
      await until(() => output.stderr.includes('waiting for Lambda, which throttles'), 30_000);
      child.kill('SIGINT');
      expect(await ended).toEqual([1, null]);
      expect(output.stdout).toMatch(/unsent +20 /);
    } finally {
      contract.stack.lambda.reserve(name, undefined);
    }
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('ends at once the second time', async () => {
    await plan(400);
    await always({ kind: 'slow', delayMs: 8_000 }, 8);
    const { child, output, ended } = start();
    await until(hasBegun, 30_000);
    child.kill('SIGINT');
    await until(() => output.stderr.includes('Ctrl-C again'));
    const at = Date.now();
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(Date.now() - at).toBeLessThan(2_000);
  });
});
