import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prebundle } from '../../scripts/build/prebundle';

const ROOT = join(__dirname, '../..');

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Merges the first file and what it imports, as the build does it before ncc. */
async function merge(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const [entry = ''] = Object.keys(files);
  return (await prebundle(folder, { merged: entry })).get('merged') ?? '';
}

/** Bundles merged code, in a process of its own as the build does it. */
function bundle(name: string, code: string) {
  const entry = join(folder, `${name}.js`);
  writeFileSync(entry, code);
  const out = join(folder, 'out', name, 'index.js');
  const tool = ['--import', 'tsx', join(ROOT, 'scripts/build/bundle.ts')];
  const { status, stderr } = spawnSync(process.execPath, [...tool, entry, out], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stderr, out };
}

test('a bundle is one file in strict mode, without unused code, and with the names that its own code has', async () => {
  const code = await merge({
    'shaken.ts': "import { names } from './parts'; export const handler = () => names();",
    'parts.ts': `
      class Kept { static of() { return new Kept(); } }
      function kept() { return this === undefined ? 'strict' : 'sloppy'; }
      export const names = () => [Kept.of().constructor.name, kept.name, kept()];
      export const unused = () => 'left out';`,
  });
  const { status, stderr, out } = bundle('shaken', code);
  expect([status, stderr]).toEqual([0, '']);
  expect(readdirSync(dirname(out))).toEqual(['index.js']);
  expect(readFileSync(out, 'utf8')).not.toContain('left out');
  const { handler } = jest.requireActual(out) as { handler: () => string[] };
  expect(handler()).toEqual(['Kept', 'kept', 'strict']);
});

test('code that is loaded on demand is refused', async () => {
  const files = {
    'split.ts': "export const handler = () => import('./late');",
    'late.ts': 'export const late = 1;',
  };
  await expect(merge(files)).rejects.toThrow('loaded on demand: late.ts');
});

test.each(['__dirname', 'import.meta.url'])(
  'a module that reads a file beside it by %s is refused',
  async (here) => {
    const code = `import { readFileSync } from 'node:fs'; export const handler = () => readFileSync(${here} + 'table.txt');`;
    await expect(merge({ 'beside.ts': code })).rejects.toThrow('reads files beside a module');
  },
);

test('CommonJS that requires a module of Node’s is refused', async () => {
  const files = {
    'entry.ts': "import part from './part.cjs'; export const handler = () => part;",
    'part.cjs': "module.exports = require('node:fs').readFileSync;",
  };
  await expect(merge(files)).rejects.toThrow('CommonJS module that requires an external one');
});

test('a bundle that is more than one file is refused', () => {
  writeFileSync(join(folder, 'late.mjs'), 'export const late = 1;');
  const { status, stderr } = bundle('split', "export const handler = () => import('./late.mjs');");
  expect(status).toBe(1);
  expect(stderr).toContain('not one file but also has: ');
});

test('a package of the AWS SDK taken whole, as CommonJS, is refused', async () => {
  const whole = join(ROOT, 'node_modules/@aws-sdk/util-dynamodb/dist-cjs/index.js');
  const code = `import { marshall } from ${JSON.stringify(whole)}; export const handler = marshall;`;
  const merged = merge({ 'whole.ts': code });
  await expect(merged).rejects.toThrow('CommonJS of the AWS SDK');
  await expect(merged).rejects.toThrow('util-dynamodb/dist-cjs/index.js');
});
