import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { local } from '../cli/kit';
import { hiddenFields } from '../console/campaign-page';
import { type Contract, must, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';
import { journalOf, linesOf, writeCampaign } from './kit';

const CAMPAIGN = 'console-killed';

let contract: Contract;
let console: ChildProcess;

beforeAll(async () => {
  contract = await startContract();
});
afterAll(async () => {
  console.kill('SIGKILL');
  await contract.close();
  await removeTempFolders();
});

/** Starts the console as a process. @returns what its one browser sends and asks */
async function openConsole(dir: string) {
  const env = { PATH: process.env.PATH, ...local(contract.stack.dir) };
  console = spawn(process.execPath, [join(ROOT, 'red-pack'), 'console', '--dir', dir], { env });
  const said = outputOf(console);
  const url = new URL(await until(() => /^http\S+/m.exec(said.stdout)?.[0], 60_000));
  const signedIn = await fetch(url, { redirect: 'manual' });
  const cookie = must(signedIn.headers.get('set-cookie')?.split(';')[0], 'cookie');
  const page = async (path: string): Promise<string> =>
    (await fetch(url.origin + path, { headers: { cookie } })).text();
  const post = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(url.origin + path, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
      headers: { cookie, origin: url.origin },
    });
  return { page, post };
}

it('a run goes on when its console is killed, and pays every row once', async () => {
  const dir = await tempFolder();
  const folder = await writeCampaign(dir, linesOf(150, {}, CAMPAIGN), { campaign: CAMPAIGN });
  const { page, post } = await openConsole(dir);
  const form = hiddenFields(await page(`/campaigns/${CAMPAIGN}/run`));
  expect((await post(`/campaigns/${CAMPAIGN}/run`, { ...form, 'in-flight': '2' })).status).toBe(303);
  const paid = async (): Promise<number> =>
    (await journalOf(folder).catch(() => [])).filter(({ outcome }) => outcome === 'paid').length;
  await until(async () => (await paid()) > 3, 60_000);
  console.kill('SIGKILL');
  await once(console, 'exit');
  expect(await paid()).toBeLessThan(150);
  await until(async () => (await paid()) === 150, 120_000);
  const { payments } = await contract.sandbox.ledger();
  expect(payments).toHaveLength(150);
});
