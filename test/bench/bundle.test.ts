import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { ROOT, runScript } from '../kit/process';

let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFiles(folder, { 'package.json': '{}' });
});

afterAll(removeTempFolders);

/** Bundles an entry, in a process of its own as the build does it. */
async function bundle(name: string, files: Readonly<Record<string, string>>) {
  await writeFiles(folder, files);
  const out = join(folder, 'out', name, 'index.js');
  const entry = join(folder, Object.keys(files)[0] ?? '');
  return { ...(await runScript('scripts/build/bundle.ts', [entry, out])), out };
}

test('a bundle is one file, without what its entry does not use, and with the names that its own code has', async () => {
  const { code, out } = await bundle('shaken', {
    'shaken.js': "import { used } from './parts'; export const handler = () => used().constructor.name;",
    'parts.js': "class Kept {} export const used = () => new Kept(); export const unused = () => 'left out';",
  });
  expect(code).toBe(0);
  expect(readdirSync(dirname(out))).toEqual(['index.js']);
  expect(readFileSync(out, 'utf8')).not.toContain('left out');
  expect((jest.requireActual(out) as { handler: () => string }).handler()).toBe('Kept');
});

test('code that would be a second file is refused', async () => {
  const { code, stderr } = await bundle('split', {
    'split.js': "export const handler = () => import('./late');",
    'late.js': 'export const late = 1;',
  });
  expect(code).toBe(1);
  expect(stderr).toContain('not one file');
});

test('a package of the AWS SDK taken whole, as CommonJS, is refused', async () => {
  const whole = join(ROOT, 'node_modules/@aws-sdk/util-dynamodb/dist-cjs/index.js');
  const { code, stderr } = await bundle('whole', {
    'whole.js': `import { marshall } from ${JSON.stringify(whole)}; export const handler = marshall;`,
  });
  expect(code).toBe(1);
  expect(stderr).toContain('CommonJS of the AWS SDK');
  expect(stderr).toContain('util-dynamodb/dist-cjs/index.js');
});
