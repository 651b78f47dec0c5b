import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '../../cli/sandbox/scenario';
import { local, redPackIn } from '../cli/kit';
import { killSandboxes, startSandboxCommand } from '../cli/sandbox-kit';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT, run, stdoutOf } from '../kit/process';
import { blocksOf } from './blocks';

const PAGES = ['docs/sandbox.md', 'docs/sandbox.zh-CN.md'] as const;
const START = './red-pack sandbox --out wechat-pay';

/** The blocks of a page without its comments, which are translated. */
function scriptOf(page: string): string[] {
  return blocksOf(page, 'sh').map(({ text }) => text.replace(/(^| +)# .*$/gm, ''));
}

afterEach(killSandboxes);
afterAll(removeTempFolders);

test('both pages about the sandbox have the same commands', () => {
  expect(scriptOf(PAGES[1])).toEqual(scriptOf(PAGES[0]));
});

test('the curl examples of the page about the sandbox do what their comments say', async () => {
  const cwd = await tempFolder();
  const [start, ...examples] = blocksOf(PAGES[0], 'sh').map(({ text }) => text);
  expect(start).toBe(`${START}\n`);
  const { end } = await startSandboxCommand(['--out', join(cwd, 'wechat-pay')], cwd);
  // Each call of the page prints its answer; `post`, `fault` and `admin` print no line break after it.
  const script = examples.join('\n').replace(/^(send|query|admin|fault) .*$/gm, '$&\necho');
  const output = stdoutOf(await run('sh', ['-c', script], { cwd, env: { PATH: process.env.PATH } }));
  expect(await end()).toBe(0);
  const said = output.split('\n').flatMap((line) => {
    const [, word] = /<status><!\[CDATA\[(\w+)/.exec(line) ?? /<err_code><!\[CDATA\[(\w+)/.exec(line) ?? [];
    return word ?? /^no response|502 Bad Gateway(?=<\/title>)/.exec(line)?.[0] ?? [];
  });
  expect(said).toEqual([
    ...['SUCCESS', 'SENT', 'no response', 'SUCCESS', 'SYSTEMERROR', 'SENT', 'SUCCESS', '502 Bad Gateway'],
    ...['NOTENOUGH', 'SUCCESS', 'RECEIVED', 'REFUND'],
  ]);
  const { payments } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { payments: unknown[] };
  expect(payments).toHaveLength(5);
}, 60_000);

test('the scenario of the pages about the sandbox is one', () => {
  for (const page of PAGES)
    for (const { text } of blocksOf(page, 'json')) expect(parseScenario(text, page).steps).toHaveLength(4);
});

test('the scenarios that the page names end as they state, on the local stack', async () => {
  const dir = await tempFolder();
  const files = readFileSync(join(ROOT, PAGES[0]), 'utf8').match(/examples\/scenarios\/[\w-]+\.json/g) ?? [];
  expect(files).toHaveLength(2);
  for (const file of files)
    expect(await redPackIn(local(dir), 'sandbox', 'play', file)).toMatchObject({ code: 0 });
}, 120_000);
