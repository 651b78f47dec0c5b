import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders } from '../kit/folder';
import { ROOT } from '../kit/process';
import { until } from '../kit/until';
import { CampaignFolder, csv, openid, TEXTS } from './campaign-kit';

afterAll(removeTempFolders);

const SMALL = csv(`${openid(1)},1`, `${openid(2)},2`);

// Longer than what it waits for below.
jest.setTimeout(180_000);

/** Takes the planner some seconds. */
const ROWS = 60_000;

function workFolders(dir: string): string[] {
  return readdirSync(dir).filter((name) => name.startsWith('.red-pack-work-'));
}

/** Plans a large file in a process of its own, and kills it when it has written so much into a file. */
async function planAndKill(campaigns: CampaignFolder, file: string, bytes: number): Promise<void> {
  const path = join(campaigns.path, 'large');
  await writeFile(path, csv(...Array.from({ length: ROWS }, (_, n) => `${openid(n)},1.10`)));
  const where = ['--campaign', 'spring', '--dir', join(campaigns.path, 'campaigns')];
  const child = spawn(join(ROOT, 'red-pack'), ['campaign', 'plan', path, ...where, ...TEXTS], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await until(
    () =>
      workFolders(campaigns.dir).some((work) => {
        const partial = join(campaigns.dir, work, file);
        return existsSync(partial) && statSync(partial).size > bytes;
      }),
    60_000,
  );
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

test.each([
  ['while it judges rows', 'candidates.jsonl'],
  ['while it writes the plan', 'plan.jsonl'],
])(
  'a planner that is killed %s leaves the old plan whole, and the next one deletes its files',
  async (_, file) => {
    const campaigns = await CampaignFolder.make();
    await campaigns.plan(SMALL);
    const before = await campaigns.lines();
    await planAndKill(campaigns, file, 100_000);
    expect(workFolders(campaigns.dir)).not.toEqual([]);
    expect(await campaigns.lines()).toEqual(before);
    expect((await campaigns.plan(SMALL)).code).toBe(0);
    expect(readdirSync(campaigns.dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
  },
);
