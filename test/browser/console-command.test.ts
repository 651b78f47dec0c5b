import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { LATE_CLIENTS } from '../console/late-clients';
import { type Contract, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});

/** The executable itself, until its address is there. */
async function start(variables: NodeJS.ProcessEnv, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...variables };
  const child = spawn(`${ROOT}/red-pack`, ['console', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = outputOf(child);
  const url = await until(() => /^http:\S+/.exec(output.stdout)?.[0], 30_000);
  return { child, output, url };
}

/** Preloaded: writes the clients of AWS that a process has loaded by its end, one a line. */
const NOTES_CLIENTS = `process.on('exit', () => {
  const clients = Object.keys(require.cache).map((path) => /@aws-sdk.client-[a-z0-9-]+/.exec(path)?.[0]);
  require('node:fs').writeFileSync(__filename + '.clients', [...new Set(clients)].join('\\n'));
});`;

/** As the browser: with the cookie of the address. */
async function visit(url: string, path: string): Promise<{ status: number; text: string }> {
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const response = await fetch(new URL(path, url), { headers: { cookie } });
  return { status: response.status, text: await response.text() };
}

describe('./red-pack console', () => {
  it('joins the local stack, prints its address alone on stdout, and ends on Ctrl-C with a browser connected', async () => {
    const { mch_billno } = await contract.pay({ total_amount: 4.56 });
    const { child, output, url } = await start({ RED_PACK_LOCAL_DIR: contract.stack.dir });
    expect(output.stdout).toBe(`${url}\n`);
    expect(output.stderr).toContain('already running');
    const { text } = await visit(url, '/packets');
    expect(text).toContain(mch_billno);
    expect(text).not.toContain('Read-only');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    socket.destroy();
    // The stack that it joined goes on.
    await contract.pay();
  });

  it('only reads a stack on AWS, with the rights that its variables give, until it is told to act', async () => {
    const { id } = await contract.pay();
    const { env } = contract.stack;
    const names = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL_LAMBDA'];
    const variables = Object.fromEntries(names.map((name) => [name, env[name]]));
    const aws = [`--stack=${contract.stack.env.RED_PACK_FUNCTION_PREFIX?.replace(/-$/, '')}`];
    const reading = await start(variables, ...aws);
    expect((await visit(reading.url, `/packets/${id}/ask`)).text).toContain('read-only');
    const acting = await start(variables, ...aws, '--allow-actions');
    expect((await visit(acting.url, `/packets/${id}/ask`)).text).not.toContain('read-only');
    for (const { child } of [reading, acting]) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  });

  it('loads no client that only campaigns on AWS need, for no page of the local stack', async () => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'preload.cjs': NOTES_CLIENTS });
    const preload = join(folder, 'preload.cjs');
    const variables = { RED_PACK_LOCAL_DIR: contract.stack.dir, NODE_OPTIONS: `--require=${preload}` };
    const { child, url } = await start(variables, `--dir=${folder}`);
    for (const path of [
      '/',
      '/campaigns',
      '/campaigns/aws_runs',
      '/campaigns/none/aws',
      '/packets',
      '/accounts',
    ])
      expect((await visit(url, path)).status).toBe(200);
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
    const clients = (await readFile(`${preload}.clients`, 'utf8')).split('\n');
    // That it notes what is loaded, and that the late ones are not.
    expect(clients).toContain('@aws-sdk/client-lambda');
    expect(clients.filter((name) => LATE_CLIENTS.includes(name))).toEqual([]);
  });

  it('says that a port is in use', async () => {
    const { child, url } = await start({ RED_PACK_LOCAL_DIR: contract.stack.dir });
    const { port } = new URL(url);
    const args = ['console', '--port', port];
    const second = spawn(`${ROOT}/red-pack`, args, {
      env: { PATH: process.env.PATH, RED_PACK_LOCAL_DIR: contract.stack.dir },
    });
    const output = outputOf(second);
    expect(await once(second, 'exit')).toEqual([1, null]);
    expect(output.stderr).toContain('EADDRINUSE');
    const exited = once(child, 'exit');
    child.kill('SIGHUP');
    await exited;
  });
});
