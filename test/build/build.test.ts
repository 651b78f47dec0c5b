import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// Each build is a process of its own, which takes many times longer on a busy machine.
jest.setTimeout(300_000);

const ROOT = join(__dirname, '../..');
/** A small project around the real build. */
const FILES = {
  'serverless.yml': 'functions:\n  one: {}\n  two: {}\n',
  'functions/one.ts':
    "import { shared } from '../shared/part'; export const handler = () => 'one ' + shared;",
  'functions/two.ts':
    "import { shared } from '../shared/part'; export const handler = () => 'two ' + shared;",
  'shared/part.ts': "export const shared: string = 'first';",
  'shared/api/word.ts': "export const word = 'api';",
  'sdk/index.ts': "export { word } from '../shared/api/word';",
};
const OUTPUTS = ['one/index.js', 'two/index.js', 'sdk/index.js'];

/** Built once; each test has a copy. */
let built: string;
let folder: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

beforeAll(async () => {
  built = realpathSync(mkdtempSync(join(tmpdir(), 'build-')));
  folder = built;
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name));
  for (const name of ['build.ts', 'build', 'functions.ts', 'local'])
    cpSync(join(ROOT, 'scripts', name), join(folder, 'scripts', name), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(FILES)) write(file, text);
  expect(await build()).toMatchObject({ code: 0, written: OUTPUTS });
});

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'build-')));
  cpSync(built, folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => rmSync(built, { recursive: true }));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'scripts/build.ts', ...args], { cwd: folder });
}

/** Builds, and returns the exit code and the outputs that were written. */
async function build(...args: string[]): Promise<{ code: number | null; said: string; written: string[] }> {
  const before = OUTPUTS.map(writtenAt);
  const child = start(...args);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, written: OUTPUTS.filter((file, i) => writtenAt(file) !== before[i]) };
}

function writtenAt(file: string): number | null {
  return statSync(join(folder, 'dist', file), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function call(name: string): unknown {
  jest.resetModules();
  const file = join(folder, 'dist', name, 'index.js');
  return (jest.requireActual(file) as { handler: () => unknown }).handler();
}

test('the build says that it builds before it writes anything', async () => {
  rmSync(join(folder, 'dist'), { recursive: true });
  const child = start();
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  const early = existsSync(join(folder, 'dist'));
  await new Promise((resolve) => child.once('close', resolve));
  expect([early, ...OUTPUTS.map((file) => existsSync(join(folder, 'dist', file)))]).toEqual([
    false,
    ...OUTPUTS.map(() => true),
  ]);
});

test('only what has changed is built', async () => {
  expect(await build()).toMatchObject({ code: 0, written: [], said: 'The build is up to date.\n' });

  write('functions/two.ts', FILES['functions/two.ts'].replace('two', 'TWO'));
  expect(await build()).toMatchObject({ code: 0, written: ['two/index.js'] });
  expect([call('one'), call('two')]).toEqual(['one first', 'TWO first']);

  write('shared/part.ts', FILES['shared/part.ts'].replace('first', 'second'));
  expect(await build()).toMatchObject({ code: 0, written: ['one/index.js', 'two/index.js'] });
  expect([call('one'), call('two')]).toEqual(['one second', 'TWO second']);

  write('shared/part.ts', `// Only a comment.\n${readFileSync(join(folder, 'shared/part.ts'), 'utf8')}`);
  expect(await build()).toMatchObject({ code: 0, written: [] });

  write('sdk/index.ts', "export const word = 'sdk';");
  expect(await build()).toMatchObject({ code: 0, written: ['sdk/index.js'] });

  rmSync(join(folder, 'dist/one'), { recursive: true });
  expect(await build()).toMatchObject({ code: 0, written: ['one/index.js'] });
});

test('the client is built alone, and once', async () => {
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(await build('--client')).toMatchObject({ code: 0, written: ['sdk/index.js'] });
  expect(await build('--client')).toMatchObject({ code: 0, written: [] });
  expect(await build()).toMatchObject({ code: 0, written: ['one/index.js', 'two/index.js'] });
});

test('a build that failed is not taken for complete when the source is put back', async () => {
  write('functions/one.ts', "export const handler = (): number => 'wrong';");
  expect(await build()).toMatchObject({ code: 1, said: expect.stringContaining('functions/one.ts') });
  write('functions/one.ts', FILES['functions/one.ts']);
  expect(await build()).toMatchObject({ code: 0 });
  expect(call('one')).toBe('one first');
});

test('a source that does not parse is named, and leaves the last build as it is', async () => {
  write('functions/one.ts', 'export const handler = (;');
  expect(await build()).toMatchObject({
    code: 1,
    written: [],
    said: expect.stringContaining('functions/one.ts:1:24'),
  });
});

test('who reads a bundle while the next one is built reads the whole old one', async () => {
  const file = join(folder, 'dist/one/index.js');
  const before = readFileSync(file, 'utf8');
  const opened = openSync(file, 'r');
  write('shared/part.ts', FILES['shared/part.ts'].replace('first', 'second'));
  expect(await build()).toMatchObject({ code: 0 });
  expect(readFileSync(opened, 'utf8')).toBe(before);
  closeSync(opened);
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  expect(readdirSync(join(folder, 'dist/one'))).toEqual(['index.js']);
});

test('the client that is there stays until the next one is complete, which has no file of a deleted source', async () => {
  write('sdk/late.ts', 'export const late = 1;');
  await build('--client');
  const before = readFileSync(join(folder, 'dist/sdk/index.js'), 'utf8');
  rmSync(join(folder, 'sdk/late.ts'));
  write('sdk/index.ts', "export const word: number = 'sdk';");
  expect(await build('--client')).toMatchObject({ code: 1, written: [] });
  expect(readFileSync(join(folder, 'dist/sdk/index.js'), 'utf8')).toBe(before);
  expect(existsSync(join(folder, 'dist/sdk/late.js'))).toBe(true);
  write('sdk/index.ts', "export const word = 'sdk';");
  expect(await build('--client')).toMatchObject({ code: 0, written: ['sdk/index.js'] });
  expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['.sources', 'one', 'sdk', 'two']);
  expect(readdirSync(join(folder, 'dist/sdk')).sort()).toEqual(['index.d.ts', 'index.js']);
});

test.each(['0a1b2c', '[', ''])(
  'a stamp that another version of the build has left (%j) is no stamp',
  async (text) => {
    write('dist/.sources', text);
    expect(await build()).toMatchObject({ code: 0, written: OUTPUTS });
  },
);
