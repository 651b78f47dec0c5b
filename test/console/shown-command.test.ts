import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { dirOption } from '../../cli/campaign/folder';
import { PLAN_OPTIONS } from '../../cli/campaign/plan/options';
import { command as certificatePut } from '../../cli/commands/certificate-put';
import { redPackCommand } from '../../console/equivalent';
import { redPack } from '../cli/kit';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { run, stdoutOf } from '../kit/process';
import { startTestConsole, type TestConsole } from './kit';

const GLOBAL = { stack: { type: 'string' }, region: { type: 'string' } } as const;

/** Values that a command could take for options, or a shell for something else. */
const FIELDS = {
  campaign: 'spring',
  ...{ 'official-account': 'wx1234567890abcdef', 'send-name': '-h', 'act-name': '--help' },
  ...{ wishing: "-it's $HOME", remark: '-r x', 'total-amount': '1.88' },
};
const CSV = 're_openid,-note\noTest00000000000000000000001,a\n';

let console: TestConsole;
let dir: string;

beforeEach(async () => {
  dir = join(await tempFolder(), 'campaigns');
  console = startTestConsole({ campaigns: dir });
});
afterEach(() => console.state.campaigns.uploads.clear());
afterAll(removeTempFolders);

/** The command that a page shows, as a shell splits it, without the program. */
async function shownArgs(page: string): Promise<string[]> {
  const shown = /<pre tabindex="0"><code>(\.\/red-pack .*?)<\/code>/s.exec(page)?.[1] ?? '';
  const entities = { '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  const command = shown.replace(/&(#39|quot|lt|gt|amp);/g, (name) => entities[name as keyof typeof entities]);
  return wordsOf(command);
}

async function wordsOf(command: string): Promise<string[]> {
  const ended = await run('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`]);
  return stdoutOf(ended).split('\0').slice(1, -1);
}

async function planPage(fileName: string): Promise<string> {
  const file = new File([CSV], fileName, { type: 'text/csv' });
  const sent = await console.post('/campaigns/new_plan', { ...FIELDS, ignore: '-note', file });
  expect(sent.status).toBe(303);
  return (await console.get(sent.headers.get('location') ?? '')).text();
}

describe('a command that a page shows', () => {
  it('gives its options the values of the form, also those that begin with "-"', async () => {
    const args = await shownArgs(await planPage('-list.csv'));
    expect(args.slice(0, 2)).toEqual(['campaign', 'plan']);
    const options = { ...PLAN_OPTIONS, ...GLOBAL };
    const { values, positionals } = parseArgs({ args: args.slice(2), options, allowPositionals: true });
    expect({ ...values }).toEqual({ ...FIELDS, ignore: ['-note'], dir });
    expect(positionals).toEqual(['./-list.csv']);
  });

  it('makes the plan that the button makes', async () => {
    const folder = await tempFolder();
    const args = await shownArgs(await planPage('list.csv'));
    await writeFiles(folder, { 'list.csv': CSV });
    const own = args.map((arg) => (arg === 'list.csv' ? join(folder, arg) : arg));
    expect(await redPack(own)).toMatchObject({ code: 0 });
    const [line = ''] = (await readFile(join(dir, 'spring/plan.jsonl'), 'utf8')).split('\n');
    const { 'send-name': send_name, 'act-name': act_name, wishing, remark } = FIELDS;
    expect(JSON.parse(line)).toMatchObject({ send_name, act_name, wishing, remark });
  });

  it('names an account that a link has made up', async () => {
    const args = await shownArgs(await (await console.get('/accounts/put?account=-a&mch_id=-b%20c')).text());
    const options = { ...certificatePut.options, ...GLOBAL };
    const { values } = parseArgs({ args: args.slice(2), options });
    expect(values).toMatchObject({ 'official-account': '-a', 'mch-id': '-b c' });
  });

  it('leads to a folder of campaigns whose name begins with "-"', async () => {
    const { state } = startTestConsole({ campaigns: join(process.cwd(), '-campaigns') });
    const args = await wordsOf(redPackCommand(state, ['campaign', 'run', 'a', ...state.campaigns.dirArgs]));
    const parsed = parseArgs({ args, options: { dir: { type: 'string' } }, allowPositionals: true });
    expect(basename(parsed.values.dir ?? '')).toBe('-campaigns');
    const hint = parseArgs({
      args: await wordsOf(`x${dirOption('-my camp')}`),
      options: { dir: { type: 'string' } },
    });
    expect(hint.values.dir).toBe('-my camp');
  });
});
