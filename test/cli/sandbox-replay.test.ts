/** What happened on the console's sandbox page, saved, and played by the command on the same stack. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStack, type Stack } from '../../cli/stack';
import { startTestConsole, type TestConsole } from '../console/kit';
import { PARAMS, submit } from '../console/sandbox-kit';
import { type Contract, startContract } from '../contract/harness';
import { APPID } from '../contract/packets';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { redPack, SILENT } from './kit';

let contract: Contract;
let stack: Stack;
let dir: string;
let before: string | undefined;

beforeAll(async () => {
  contract = await startContract();
  dir = await tempFolder();
  before = process.env.RED_PACK_LOCAL_DIR;
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  stack = await openStack({ name: null, region: undefined }, SILENT);
});
afterAll(async () => {
  await stack.close();
  if (before === undefined) delete process.env.RED_PACK_LOCAL_DIR;
  else process.env.RED_PACK_LOCAL_DIR = before;
  await contract.close();
  await removeTempFolders();
});

interface Step {
  readonly do: string;
  readonly outcome?: string;
  readonly status?: string;
}

/** What the page saves. */
async function saved({ get }: TestConsole): Promise<readonly Step[]> {
  const text = await (await get('/sandbox/scenario.json')).text();
  writeFileSync(join(dir, 'saved.json'), text);
  return (JSON.parse(text) as { steps: Step[] }).steps;
}

/** Plays what was saved. @returns what each step led to */
async function replayed(): Promise<Step[]> {
  const { code, stdout, stderr } = await redPack(['sandbox', 'play', join(dir, 'saved.json'), '--json']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const lines = stdout.trim().split('\n');
  return lines.map((line) => {
    const { step, outcome, status } = JSON.parse(line) as Step & { step: Step };
    return {
      do: step.do,
      ...(outcome !== undefined && { outcome }),
      ...(status !== undefined && { status }),
    };
  });
}

function outcomes(steps: readonly Step[]): Step[] {
  return steps.map(({ do: what, outcome, status }) => ({
    do: what,
    ...(outcome !== undefined && { outcome }),
    ...(status !== undefined && { status }),
  }));
}

it.each(['paid-but-timeout', 'nobody-opens'])(
  '%s, played on the page and saved, is played to the same outcomes by the command',
  async (name) => {
    const console = startTestConsole({ stack });
    const text = readFileSync(join(ROOT, `examples/scenarios/${name}.json`), 'utf8');
    const { steps } = JSON.parse(text) as { steps: Step[] };
    const { headers } = await console.post('/sandbox/play', { file: new File([text], `${name}.json`) });
    const page = await (await console.get(headers.get('location') ?? '')).text();
    expect(page).toContain(`Played ${steps.length} steps, all as stated.`);
    const kept = await saved(console);
    expect(kept.map((step) => step.do)).toEqual(steps.map((step) => step.do));
    expect(await replayed()).toEqual(outcomes(kept));
  },
);

it('what was done by hand is played to the same outcomes, without the send that was refused', async () => {
  const console = startTestConsole({ stack });
  const params = { ...PARAMS, official_account_id: APPID, re_openid: 'oREPLAYopenid0000000000000A' };
  await submit(console, 'top-up', { yuan: '100' });
  const refused = await console.post('/sandbox/send', { ...params, total_amount: '0.001' });
  expect(refused.status).toBe(400);
  // Sent by another program within the second in which somebody asks for it.
  const { id } = await contract.pay();
  await submit(console, 'ask', { id });
  await submit(console, 'send', params);
  const kept = await saved(console);
  expect(kept.map((step) => step.do)).toEqual(['top-up', 'send', 'ask', 'send']);
  const ended = await replayed();
  expect(ended.map(({ outcome }) => outcome)).toEqual([undefined, 'paid', 'paid', 'paid']);
});
