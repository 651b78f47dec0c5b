import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../scripts/local/process';
import { removeTempFolders } from '../kit/folder';
import { until } from '../kit/until';
import { type LambdaFixture, startFixture } from './lambda-fixture';

const open: LambdaFixture[] = [];

async function fixture(...options: Parameters<typeof startFixture>): Promise<LambdaFixture> {
  const started = await startFixture(...options);
  open.push(started);
  return started;
}

/** With the one slot of `test-sleep` taken for two seconds, at the end of which the file says so. */
async function busyFixture(options: Parameters<typeof startFixture>[0]) {
  const started = await fixture(options, { sleep: 1 });
  const file = join(started.dir, 'tries');
  const running = started.invoke('sleep', { ms: 2_000, ended: file });
  await until(() => started.lambda.containers().some(({ requestId }) => requestId !== null));
  return { ...started, file, running };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(removeTempFolders);

describe('an asynchronous event', () => {
  it('is tried three times when it fails, each time with the request id that was answered', async () => {
    const { invoke, lambda, dir } = await fixture({ asyncRetryDelaysMs: [20, 40] });
    const file = join(dir, 'tries');
    const { status, requestId, payload } = await invoke('fail', { file }, { InvocationType: 'Event' });
    expect({ status, payload }).toEqual({ status: 202, payload: undefined });
    await lambda.eventsSettled();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual([requestId, requestId, requestId]);
  });

  it('is not tried again once it succeeded', async () => {
    const { invoke, lambda, dir } = await fixture({ asyncRetryDelaysMs: [20, 40] });
    const file = join(dir, 'tries');
    await invoke('fail', { file, succeedAt: 2 }, { InvocationType: 'Event' });
    await lambda.eventsSettled();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('waits out a throttle without losing a try', async () => {
    const { invoke, lambda, file, running } = await busyFixture({ asyncRetryDelaysMs: [] });
    await invoke('sleep', { file, ms: 0 }, { InvocationType: 'Event' });
    await Promise.all([running, lambda.eventsSettled()]);
    expect(await readFile(file, 'utf8')).toBe('ended\nrun\n');
  });

  it('is dropped when it was throttled until it was too old, and the log names it', async () => {
    const { invoke, lambda, dir, file, running } = await busyFixture({ maxEventAgeMs: 500 });
    const { requestId } = await invoke('sleep', { file, ms: 0 }, { InvocationType: 'Event' });
    await Promise.all([running, lambda.eventsSettled()]);
    expect(await readFile(file, 'utf8')).toBe('ended\n');
    expect(await readFile(join(dir, 'logs/test-sleep.log'), 'utf8')).toContain(
      `DROPPED RequestId: ${requestId}\tthe event was throttled until it was too old`,
    );
  });

  it('is never queued where the reserved concurrency is 0, and the log names it', async () => {
    const { invoke, lambda, dir } = await fixture({}, { fail: 0 });
    const file = join(dir, 'tries');
    const { status, requestId } = await invoke('fail', { file }, { InvocationType: 'Event' });
    expect(status).toBe(202);
    lambda.reserve('test-fail', undefined);
    await lambda.eventsSettled();
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect(await readFile(join(dir, 'logs/test-fail.log'), 'utf8')).toContain(
      `DROPPED RequestId: ${requestId}\tthe reserved concurrency is 0`,
    );
  });

  it('is dropped with its retries when the stack ends', async () => {
    const { invoke, lambda, dir } = await fixture({ asyncRetryDelaysMs: [60_000] });
    await invoke('fail', { file: join(dir, 'tries') }, { InvocationType: 'Event' });
    await until(() => lambda.containers().some(({ requestId }) => requestId === null));
    const startedAt = Date.now();
    await lambda.close();
    await lambda.eventsSettled();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    open.splice(0);
  });
});

describe('a dry run', () => {
  it('answers 204 and runs nothing', async () => {
    const { invoke, lambda } = await fixture();
    expect(await invoke('echo', {}, { InvocationType: 'DryRun' })).toMatchObject({ status: 204 });
    expect(lambda.containers()).toEqual([]);
  });
});

describe('a function that takes too long', () => {
  it('is ended with Lambda’s words, and its process is gone', async () => {
    const { invoke, lambda } = await fixture();
    const call = invoke('sleep', { ms: 20_000 });
    await until(() => lambda.containers().length === 1);
    const pid = lambda.containers()[0]?.pid ?? 0;
    const { error, payload, requestId } = await call;
    expect(error).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    expect(isAlive(pid)).toBe(false);
    expect((await invoke('sleep', { ms: 0 })).error).toBeUndefined();
  });
});

describe('a container that is killed', () => {
  it('fails its invocation, and the next event gets another process', async () => {
    const { invoke, lambda } = await fixture();
    const call = invoke('sleep', { ms: 2_500 });
    await until(() => lambda.containers().some(({ requestId }) => requestId !== null));
    const pid = lambda.containers()[0]?.pid ?? 0;
    expect(await lambda.kill(pid)).toBe(true);
    expect(await call).toMatchObject({
      error: 'Unhandled',
      payload: { errorMessage: expect.stringContaining('Runtime exited with error: signal: SIGKILL') },
    });
    const next = (await invoke('sleep', { ms: 0 })).payload as { pid: number };
    expect(next.pid).not.toBe(pid);
    expect(await lambda.kill(pid)).toBe(false);
  });
});

describe('how many run at once', () => {
  it('lets events wait for a process at the cap, and serves all of them', async () => {
    const { invoke, lambda } = await fixture({ maxContainers: 2 });
    const calls = Array.from({ length: 8 }, () => invoke('sleep', { ms: 20 }));
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(lambda.containers().length).toBeLessThanOrEqual(2);
  });

  it('ends a process that is not used any more', async () => {
    const { invoke, lambda } = await fixture({ idleMs: 50 });
    const { pid } = (await invoke('echo')).payload as { pid: number };
    await until(() => lambda.containers().length === 0 && !isAlive(pid));
    expect((await invoke('echo')).payload).toMatchObject({ count: 1 });
  });
});

describe('closing', () => {
  it('ends every process, the working one too', async () => {
    const { invoke, lambda } = await fixture();
    await Promise.all([invoke('echo'), invoke('nothing')]);
    const cut = invoke('sleep', { ms: 2_900 }).catch((error: unknown) => error);
    await until(() => lambda.containers().some(({ requestId }) => requestId !== null));
    const pids = lambda.containers().map(({ pid }) => pid);
    expect(pids).toHaveLength(3);
    await lambda.close();
    open.splice(0);
    await cut;
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
