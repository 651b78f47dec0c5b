import { join } from 'node:path';
import { readHolder } from '../../scripts/local/lock';
import { local, redPack, redPackIn } from '../cli/kit';
import { type Contract, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import type { Ended } from '../kit/process';
import { CAMPAIGN, fenOf, journalOf, linesOf, tear, writePlan } from './kit';

let contract: Contract;
let dir: string;
beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});
beforeEach(async () => {
  dir = await tempFolder();
});

function run(...args: string[]): Promise<Ended> {
  return redPack(['campaign', 'run', CAMPAIGN, '--dir', dir, '--yes', ...args]);
}

it('works', async () => {
  const folder = await writePlan(dir, linesOf(30));
  const r = await run();
  console.error(r.stderr, r.stdout, r.code);
  expect((await journalOf(folder)).length).toBe(31);
  await tear(folder);
  const again = await run('--json');
  console.error(again);
  void readHolder;
  void join;
  void redPackIn;
  void local;
  void fenOf;
});
