import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { always, outcomes, payments, plan, run, stage, useStage } from './stage';

useStage();

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
    await stage().contract.sandbox.clearFaults();
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
    await stage().contract.sandbox.toNoon();
    const official_account_id = stage().contract.secrets.newAppid();
    await stage().contract.sandbox.addAppid(official_account_id);
    const secret = (daily_budget_yuan: number) =>
      stage().contract.secrets.put(official_account_id, {
        ...stage().contract.secrets.content(),
        daily_budget_yuan,
      });
    await secret(10);
    await plan(20, { official_account_id, total_amount: 1 });
    const { code, stderr } = await run(['--yes', '--in-flight', '3']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('daily_budget_yuan') });
    expect(await outcomes()).toEqual({ paid: 10 });
    await secret(100);
    await stage().contract.coldStart();
    expect(await run()).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual({ paid: 20 });
  });

  it('leaves rows alone that were parked 72 hours ago, and lists them', async () => {
    await plan(3);
    const hash = JSON.parse(await readFile(join(stage().folder, 'manifest.json'), 'utf8')).plan_sha256;
    const at = Math.floor(Date.now() / 1000) - 72 * 3600;
    const parked = { n: 1, at, outcome: 'retry', fen: 101, code: 'NOTENOUGH' };
    await appendFile(
      join(stage().folder, 'progress.jsonl'),
      `${JSON.stringify({ plan_sha256: hash, stack: 'local' })}\n${JSON.stringify(parked)}\n`,
    );
    const { code, stderr } = await run([], { answers: ['yes'] });
    expect(code).toBe(1);
    expect(stderr).toContain('Send 2 red packets, 2.02 yuan,');
    expect(stderr).toContain('Parked for more than 72 hours, not sent again: lines 2 of plan.jsonl.');
    expect(await outcomes()).toEqual({ paid: 2, retry: 1 });
    // The total that is asked for does not count it, so that now there is nothing to ask.
    const again = await run([], { answers: [] });
    expect({ code: again.code, asks: again.stderr.includes('Send ') }).toEqual({ code: 1, asks: false });
  });
});
