import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvFile } from '../../scripts/local/env-file';
import { joinLocalStack } from '../../scripts/local/join';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, outputOf, ROOT, run, stdoutOf } from '../kit/process';
import { until } from '../kit/until';
import { commandsOf, INVOKE_LOCAL } from '../readme/blocks';
import { isAll } from '../scope';
import { serverless, startServerless } from './serverless-process';

const EVENTS = join(ROOT, 'test/events');

// Each command starts the CLI and a stack, which takes many times longer on a busy machine.
jest.setTimeout(300_000);

let dir: string;

beforeAll(async () => {
  dir = await tempFolder();
});
afterAll(removeTempFolders);

function invokeLocal(name: string, event: string, ...more: string[]): Promise<Ended> {
  const path = event.startsWith('/') ? event : join(EVENTS, event);
  return serverless(['invoke', 'local', '-f', name, '-p', path, ...more], { RED_PACK_LOCAL_DIR: dir });
}

/** The answer: standard output must hold it and nothing else. */
function answerOf(ended: Ended): { status: number; data: Record<string, unknown> } {
  return JSON.parse(stdoutOf(ended));
}

/** Command lines of living processes that were started by the plugin, or for it. Other suites start stacks with --dir. */
async function leftovers(): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args']);
  return stdout
    .split('\n')
    .filter(
      (line) =>
        /main\.ts --attached|invoke local/.test(line) && line.includes(ROOT) && !line.includes(' --dir '),
    );
}

describe('serverless invoke local, with no stack running', () => {
  it('sends, lists, reads and asks by the commands of the README, one after the other', async () => {
    const answers: ReturnType<typeof answerOf>[] = [];
    for (const command of commandsOf('README.md').filter((line) => INVOKE_LOCAL.test(line))) {
      const args = command.split(' ').slice(2);
      answers.push(answerOf(await serverless(args, { RED_PACK_LOCAL_DIR: dir })));
    }
    const [sent, list, one, status] = answers;
    expect(sent).toEqual({
      status: 200,
      data: {
        return_code: 'SUCCESS',
        mch_billno: expect.stringMatching(/^[0-9a-zA-Z]{28}$/),
        send_listid: expect.stringMatching(/^\d+$/),
      },
    });
    const mch_billno = sent?.data.mch_billno;
    expect(list?.data).toMatchObject({
      meta: { total_count: 1 },
      objects: [{ mch_billno, total_amount: 200 }],
    });
    expect(one?.data).toMatchObject({
      mch_billno,
      result: sent?.data,
      re_openid: 'onqOjjmM1tad-3ROpncN-yUfa6uI',
    });
    expect(status?.data).toMatchObject({ mch_billno, total_amount: '20000', result_code: 'SUCCESS' });
  });
});

/** The rest of the proof: each command starts the CLI again, which takes seconds. */
if (isAll) {
  describe('serverless invoke local, one thing at a time', () => {
    it('pays no second time when the same event is sent again', async () => {
      const again = answerOf(await invokeLocal('sendRedPack', 'send-normal.json'));
      const { data } = answerOf(await invokeLocal('getSentRedPack', 'get.json'));
      expect(again.data).toEqual(data.result);
      const list = answerOf(await invokeLocal('getSentRedPackList', 'list.json'));
      expect(list.data).toMatchObject({ meta: { total_count: 1 } });
    });

    it('recovers what is not final', async () => {
      const args = ['invoke', 'local', '-f', 'recoverRedPacks', '-d', '{"all":true}'];
      const ended = await serverless(args, { RED_PACK_LOCAL_DIR: dir });
      expect(answerOf(ended)).toMatchObject({ status: 200, data: { examined: expect.any(Number) } });
    });

    it('sends a fission packet, and speaks of all else on standard error', async () => {
      const { stdout, stderr } = await invokeLocal('sendRedPack', 'send-fission.json');
      expect(JSON.parse(stdout)).toMatchObject({ status: 200, data: { return_code: 'SUCCESS' } });
      expect(stderr).toContain('"message":"send completed"');
    });

    it('leaves no process, no lock and no variables behind', async () => {
      expect(await leftovers()).toEqual([]);
      expect((await readdir(dir)).filter((name) => /^(env|lock|session)/.test(name))).toEqual([]);
    });

    it('works on the local table for any stage, and hides the developer’s profile', async () => {
      const args = ['invoke', 'local', '-f', 'getSentRedPack', '--stage', 'prod', '-d', '{"id":"unknown"}'];
      const ended = await serverless(args, { RED_PACK_LOCAL_DIR: dir, AWS_PROFILE: 'no-such-profile' });
      expect(answerOf(ended)).toMatchObject({ status: 404 });
    });

    it('ends with the exit code of a function that throws', async () => {
      const args = ['invoke', 'local', '-f', 'getSentRedPack', '-d', '{"id":"5c474dd8e2aa136e58867af3"}'];
      const ended = await serverless([...args, '-e', 'AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1'], {
        RED_PACK_LOCAL_DIR: dir,
      });
      expect(ended.code).toBe(1);
      expect(JSON.parse(ended.stdout)).toMatchObject({ errorType: 'PlatformError' });
    });

    it('ends with 1 and a reason for a function that there is not', async () => {
      const { code, stderr, stdout } = await invokeLocal('sendNothing', 'get.json');
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('Function "sendNothing" doesn\'t exist in this Service');
    });
  });

  describe('serverless invoke local without an event', () => {
    it('calls the function with none, which counts as one without params', async () => {
      const args = ['invoke', 'local', '-f', 'getSentRedPackList'];
      const child = startServerless(args, { RED_PACK_LOCAL_DIR: dir });
      const output = outputOf(child);
      child.stdin?.end();
      expect(await once(child, 'close')).toEqual([0, null]);
      expect(JSON.parse(output.stdout)).toMatchObject({
        status: 200,
        data: { meta: { limit: 20, offset: 0 } },
      });
    });
  });

  describe('serverless invoke local that is ended', () => {
    // Without a path or data it reads its standard input, which stays open: so it is caught in the middle.
    it.each([
      ['SIGTERM', [143, null]],
      ['SIGKILL', [null, 'SIGKILL']],
    ] as const)('by %s takes its stack with it', async (signal, exit) => {
      const child = startServerless(['invoke', 'local', '-f', 'getSentRedPack'], { RED_PACK_LOCAL_DIR: dir });
      const ended = once(child, 'exit');
      // A process that has just been forked shows its parent's command line for a moment: its own stack must be there.
      await until(async () => {
        const lines = await leftovers();
        const count = (what: string) => lines.filter((line) => line.includes(what)).length;
        return count('invoke local') === 2 && count('main.ts --attached') === 1;
      }, 120_000);
      child.kill(signal);
      expect(await ended).toEqual(exit);
      child.stdin?.destroy();
      await until(async () => (await leftovers()).length === 0, 120_000);
      expect((await readdir(dir)).filter((name) => /^(env|lock|session)/.test(name))).toEqual([]);
    });
  });

  describe('serverless invoke local, beside a running stack', () => {
    it('uses it and leaves it running', async () => {
      const stack = await joinLocalStack({ dir });
      try {
        const event = join(dir, 'unknown.json');
        await writeFile(event, '{ "id": "unknown" }');
        expect(answerOf(await invokeLocal('getSentRedPack', event))).toMatchObject({ status: 404 });
        expect(await readEnvFile(join(dir, 'env'))).toEqual(stack.env);
      } finally {
        await stack.leave();
      }
    });

    it('goes by its clock, which has been moved by two days', async () => {
      const stack = await joinLocalStack({ dir });
      try {
        const init = { method: 'POST', body: '{"advanceMs":172800000}' };
        expect((await fetch(`${stack.env.WECHAT_PAY_SANDBOX_ADMIN}/clock`, init)).status).toBe(200);
        const event = join(dir, 'later.json');
        const text = await readFile(join(EVENTS, 'send-normal.json'), 'utf8');
        await writeFile(event, JSON.stringify({ ...JSON.parse(text), idempotency_key: 'two-days-later' }));
        answerOf(await invokeLocal('sendRedPack', event));
        await writeFile(event, '{ "idempotency_key": "two-days-later" }');
        const { created_at } = answerOf(await invokeLocal('getSentRedPack', event)).data;
        expect(Math.abs(Number(created_at) - Date.now() / 1000 - 172_800)).toBeLessThan(60);
      } finally {
        await stack.leave();
      }
    });

    it('lets several run at once: the first one serves all of them', async () => {
      const ended = await Promise.all([1, 2, 3].map(() => invokeLocal('getSentRedPack', 'get.json')));
      expect(ended.map((one) => answerOf(one).status)).toEqual([200, 200, 200]);
      expect(await leftovers()).toEqual([]);
    });
  });
}
