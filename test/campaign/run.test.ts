import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../scripts/local/lock';
import { redPack } from '../cli/kit';
import { lineOf, linesOf, openidOf, writeCampaign } from './kit';
import { always, numberOf, outcomes, payments, plan, run, stage, useStage } from './stage';

useStage();

describe('./red-pack campaign run', () => {
  it('says how much it will send, asks, and pays every row once', async () => {
    await plan(30);
    const { code, stdout, stderr } = await run([], { answers: ['yes'] });
    expect(stderr).toContain(
      `Send 30 red packets, 34.35 yuan, of the campaign ${stage().campaign}? Type yes: `,
    );
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
    await stage().contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'answer', err_code: 'OPENID_ERROR' },
    });
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
    expect(stdout + stderr + (await readFile(join(stage().folder, 'progress.jsonl'), 'utf8'))).not.toContain(
      'oCampaign',
    );
  });
});

describe('what else may stand in the way of a run', () => {
  it('counts a row as rejected whose key was used for another amount, goes on, and ends with 1', async () => {
    await plan(3);
    await run();
    await plan(4, {});
    const lines = [
      lineOf(0, { total_amount: 9 }, stage().campaign),
      ...linesOf(4, {}, stage().campaign).slice(1),
    ];
    await writeCampaign(stage().dir, lines, { campaign: stage().campaign });
    const { code, stdout, stderr } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/paid +3 .*\nrejected +1 /);
    expect(stderr).toContain('Not accepted: idempotency_key was used before with another total_amount');
    expect(await payments()).toBe(4);
  });

  it('goes on slower when WeChat says FREQ_LIMIT, and pays everybody in the end', async () => {
    await plan(20);
    await stage().contract.sandbox.fault({
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

  it('refuses an edited plan, one over its budget, and one of another campaign', async () => {
    await plan(2);
    await appendFile(
      join(stage().folder, 'plan.jsonl'),
      `${JSON.stringify(lineOf(9, {}, stage().campaign))}\n`,
    );
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('edited') });
    await plan(2);
    const manifest = join(stage().folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"budget_fen": null', '"budget_fen": 200'));
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('--budget') });
    await plan(2);
    await rename(stage().folder, join(stage().dir, 'moved'));
    const moved = await redPack(['campaign', 'run', 'moved', '--dir', stage().dir, '--yes']);
    const said = `is that of the campaign ${stage().campaign}`;
    expect(moved).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no plan') });
    const keys = linesOf(2, {}, stage().campaign).map(numberOf);
    expect(await Promise.all(keys)).toEqual([null, null]);
  });

  it('sends only the plan whose hash it was given', async () => {
    await plan(2);
    const { plan_sha256: shown } = JSON.parse(await readFile(join(stage().folder, 'manifest.json'), 'utf8'));
    await plan(3);
    const refused = await run(['--yes', '--plan', shown.slice(0, 12)]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('it was planned again') });
    expect(await payments()).toBe(0);
    const { plan_sha256: now } = JSON.parse(await readFile(join(stage().folder, 'manifest.json'), 'utf8'));
    expect(await run(['--yes', '--plan', now])).toMatchObject({ code: 0 });
    expect(await payments()).toBe(3);
  });

  it('refuses a second run of the campaign on this machine, and names the first', async () => {
    await plan(2);
    const unlock = await takeLock(join(stage().folder, 'lock'), () => undefined);
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
    [['a', '--plan', 'latest'], "--plan must be the first hex digits of a plan's hash"],
    [['a', '--in-flight', '501'], '--in-flight must be'],
    [['a', '--dir', ''], '--dir must name'],
  ])('refuses %j', async (args, said) => {
    const { code, stderr } = await redPack(['campaign', 'run', '--yes', ...args]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});
