import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT, runNode } from '../kit/process';

const CONSUMER = `import { HError, RedPack, type PaidData } from 'red-pack';
const redPack = new RedPack({ functionPrefix: 'mine-' });
export async function pay(): Promise<PaidData | null> {
  const { data } = await redPack.sendRedPack({
    type: 'normal', official_account_id: 'wx1', re_openid: 'o1', send_name: 's', total_amount: 1.1,
    total_num: 1, wishing: 'w', act_name: 'a', remark: 'r',
  });
  return 'return_code' in data ? data : null;
}
export const failed = (error: unknown): number | null => (error instanceof HError ? error.code : null);
`;

let folder: string;

beforeAll(async () => {
  await buildIfStale();
  folder = await tempFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  // As published, with what it depends on and nothing of ours beside it.
  const { files, dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  for (const file of [...files, 'package.json'])
    cpSync(join(ROOT, file), join(folder, 'node_modules/red-pack', file), { recursive: true });
  // A dependency would be a second copy of the SDK beside the project's own.
  expect([dependencies, Object.keys(peerDependencies)]).toEqual([undefined, ['@aws-sdk/client-lambda']]);
  symlinkSync(join(ROOT, 'node_modules/@aws-sdk'), join(folder, 'node_modules/@aws-sdk'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
}, 180_000);

afterAll(removeTempFolders);

function node(...args: string[]) {
  return runNode(args, { cwd: folder });
}

test.each([
  [
    'require',
    ['-e', "const { RedPack } = require('red-pack'); console.log(typeof new RedPack().sendRedPack)"],
  ],
  [
    'import',
    [
      '--input-type=module',
      '-e',
      "import { RedPack } from 'red-pack'; console.log(typeof new RedPack().sendRedPack)",
    ],
  ],
])('another project gets the client by %s', async (_, args) => {
  expect(await node(...args)).toMatchObject({ code: 0, stdout: 'function\n' });
});

test('another project compiles against the client’s types', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  expect(await node(tsc, ...flags, 'consumer.ts')).toMatchObject({ code: 0, stdout: '' });
  writeFileSync(join(folder, 'wrong.ts'), CONSUMER.replace("type: 'normal'", "type: 'nomral'"));
  expect(await node(tsc, ...flags, 'wrong.ts')).toMatchObject({ stdout: expect.stringContaining('nomral') });
});
