import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Env, readEnvFile } from '../../scripts/local/env-file';
import { isAlive } from '../../scripts/local/process';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';
import { invokeIn, stackFolders } from './stack-fixture';

const MAIN = join(ROOT, 'scripts/local/main.ts');
const FIXTURE = join(__dirname, 'stack-process.ts');
const LIMIT_MS = 120_000;

// Two starts of a stack, each a process that compiles its sources.
jest.setTimeout(300_000);

interface Running {
  readonly child: ChildProcess;
  readonly text: () => string;
  /** Exit code and signal. */
  readonly ended: Promise<unknown[]>;
}

const running: ChildProcess[] = [];

function run(script: string, ...args: string[]): Running {
  const child = fork(script, args, { cwd: ROOT, execArgv: ['--import', 'tsx'], silent: true });
  running.push(child);
  const output = outputOf(child);
  return { child, text: () => output.stdout + output.stderr, ended: once(child, 'close') };
}

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(removeTempFolders);

async function started(dir: string): Promise<Running> {
  const main = run(MAIN, '--dir', dir);
  await until(() => main.text().includes('Ctrl-C ends it') || main.child.exitCode !== null, LIMIT_MS);
  return main;
}

describe('a stack that is attached to its parent', () => {
  it('ends by itself when the parent goes before it is even loaded', async () => {
    const dir = await tempFolder();
    const main = run(MAIN, '--attached', '--dir', dir);
    const ended = once(main.child, 'exit');
    main.child.disconnect();
    expect(await ended).toEqual([0, null]);
    expect((await readdir(dir)).filter((name) => /^(env|lock|session)/.test(name))).toEqual([]);
  });
});

describe('npm run local', () => {
  it('runs on when nobody reads what it says, and ends in order', async () => {
    const dir = await tempFolder();
    const main = run(MAIN, '--dir', dir);
    main.child.stdout?.destroy();
    await until(() => readEnvFile(join(dir, 'env')), LIMIT_MS);
    main.child.kill('SIGINT');
    expect(await main.ended).toEqual([0, null]);
  });

  it('says what runs where, and is ready when it has written its variables', async () => {
    const dir = await tempFolder();
    const main = await started(dir);
    const env = (await readEnvFile(join(dir, 'env'))) ?? {};
    expect(main.text()).toContain(env.AWS_ENDPOINT_URL_LAMBDA);
    expect(main.text()).toContain(`https://${env.WECHAT_PAY_HOSTS}`);
    expect(main.text()).toContain(
      'npx serverless invoke local -f sendRedPack -p test/events/send-normal.json',
    );
    const list = await invokeIn(env, 'getSentRedPackList');
    expect(list).toMatchObject({ status: 200, data: { meta: { total_count: 0 }, objects: [] } });
    expect(main.text()).not.toContain('"level"');
    expect(await readFile(join(dir, 'logs/red-pack-dev-getSentRedPackList.log'), 'utf8')).toContain(
      'START RequestId',
    );
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with 0 on %s and leaves nothing but its data',
    async (signal) => {
      const dir = await tempFolder();
      const main = await started(dir);
      main.child.kill(signal);
      expect(await main.ended).toEqual([0, null]);
      const left = await readdir(dir);
      expect(left).toEqual(expect.arrayContaining(['account.json', 'dynamodb', 'secrets.json', 'logs']));
      expect(left.filter((name) => /env|lock|session/.test(name))).toEqual([]);
    },
  );

  it('refuses to run twice, and says who runs', async () => {
    const dir = await tempFolder();
    const first = await started(dir);
    const second = run(MAIN, '--dir', dir);
    expect(await second.ended).toEqual([1, null]);
    expect(second.text()).toContain(`already runs as process ${first.child.pid}`);
    expect(await readEnvFile(join(dir, 'env'))).not.toBeNull();
  });

  it('takes over after a kill, with all that was recorded', async () => {
    const dir = await tempFolder();
    const first = await started(dir);
    const account = await readFile(join(dir, 'account.json'), 'utf8');
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await stat(join(dir, 'env'))).isFile()).toBe(true);
    const second = await started(dir);
    expect(second.text()).toContain(`Taking over from process ${first.child.pid}`);
    expect(await readFile(join(dir, 'account.json'), 'utf8')).toBe(account);
    expect(second.text()).toContain((await readEnvFile(join(dir, 'env')))?.AWS_ENDPOINT_URL_LAMBDA);
  });

  it.each([
    [['--lambda-port', 'eighty'], '--lambda-port is not a port: eighty'],
    [['--no-such-thing'], "Unknown option '--no-such-thing'"],
  ])('refuses %j', async (args, words) => {
    const main = run(MAIN, ...args);
    expect(await main.ended).toEqual([1, null]);
    expect(main.text()).toContain(words);
  });
});

describe('the processes of functions', () => {
  it('end by themselves when the stack is killed, even in the middle of their work', async () => {
    const folders = await stackFolders();
    const { child, ended } = run(FIXTURE, JSON.stringify(folders));
    const [{ env }] = (await once(child, 'message')) as [{ env: Env }];
    await invokeIn(env, 'getSentRedPack');
    const cut = invokeIn(env, 'sendRedPack', { sleepMs: 20_000 }).catch((error: unknown) => error);
    const pids = await until(async () => {
      child.send('pids');
      const [message] = (await once(child, 'message')) as [{ pids: number[] }];
      return message.pids.length === 2 ? message.pids : null;
    }, LIMIT_MS);
    expect(pids.every(isAlive)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await cut;
    await until(() => !pids.some(isAlive));
  });
});
