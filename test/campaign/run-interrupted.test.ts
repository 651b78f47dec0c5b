import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { local } from '../cli/kit';
import { must } from '../contract/harness';
import { outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';
import { always, outcomes, payments, plan, run, stage, useStage } from './stage';

useStage();

describe('Ctrl-C', () => {
  function start() {
    const child = spawn(
      `${ROOT}/red-pack`,
      ['campaign', 'run', stage().campaign, '--dir', stage().dir, '--yes', '--in-flight', '4'],
      {
        env: { PATH: process.env.PATH, ...local(must(process.env.RED_PACK_LOCAL_DIR, 'folder')) },
      },
    );
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    return { child, output: outputOf(child), ended };
  }
  const hasBegun = async (): Promise<boolean> =>
    (await readFile(join(stage().folder, 'progress.jsonl'), 'utf8').catch(() => '')).split('\n').length > 5;

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
    const name = `${must(stage().contract.stack.env.RED_PACK_FUNCTION_PREFIX, 'prefix')}sendRedPack`;
    stage().contract.stack.lambda.reserve(name, 0);
    const { child, output, ended } = start();
    try {
      await until(() => output.stderr.includes('waiting for Lambda, which throttles'), 30_000);
      child.kill('SIGINT');
      expect(await ended).toEqual([1, null]);
      expect(output.stdout).toMatch(/unsent +20 /);
    } finally {
      stage().contract.stack.lambda.reserve(name, undefined);
    }
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('ends at once the second time', async () => {
    await plan(400);
    const [slow] = await always({ kind: 'slow', delayMs: 9_000 }, 8);
    const { child, output, ended } = start();
    await stage().contract.sandbox.hitBy(must(slow, 'fault id'));
    child.kill('SIGINT');
    await until(() => output.stderr.includes('Ctrl-C again'));
    // At once it would pass for the same one, which npm passes on.
    await sleep(400);
    const at = Date.now();
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(Date.now() - at).toBeLessThan(6_000);
  });
});
