import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles an entry, in a process of its own as the build does it. */
function bundle(name: string, files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const out = join(folder, 'out', name, 'index.js');
  const tool = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'scripts/build/bundle.ts')];
  const entry = join(folder, Object.keys(files)[0] ?? '');
  const { status, stderr } = spawnSync(process.execPath, [...tool, entry, out], { encoding: 'utf8' });
  return { status, stderr, out };
}

test('a bundle is one file, without what its entry does not use, and with the names that its own code has', () => {
  const { status, out } = bundle('shaken', {
    'shaken.js': "import { used } from './parts'; export const handler = () => used().constructor.name;",
    'parts.js': "class Kept {} export const used = () => new Kept(); export const unused = () => 'left out';",
  });
  expect(status).toBe(0);
  expect(readdirSync(dirname(out))).toEqual(['index.js']);
  expect(readFileSync(out, 'utf8')).not.toContain('left out');
  expect((jest.requireActual(out) as { handler: () => string }).handler()).toBe('Kept');
});

test('code that would be a second file is refused', () => {
  const { status, stderr } = bundle('split', {
    'split.js': "export const handler = () => import('./late');",
    'late.js': 'export const late = 1;',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('not one file');
});

test('a package of the AWS SDK taken whole, as CommonJS, is refused', () => {
  const whole = join(ROOT, 'node_modules/@aws-sdk/util-dynamodb/dist-cjs/index.js');
  const { status, stderr } = bundle('whole', {
    'whole.js': `import { marshall } from ${JSON.stringify(whole)}; export const handler = marshall;`,
  });
  expect(status).toBe(1);
  expect(stderr).toContain('CommonJS of the AWS SDK');
  expect(stderr).toContain('util-dynamodb/dist-cjs/index.js');
});
