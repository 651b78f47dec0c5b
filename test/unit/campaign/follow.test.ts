import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FollowedJournal } from '../../../cli/campaign/follow';
import { LOCAL_STACK } from '../../../cli/stack-choice';
import { readManifest } from '../../../shared/campaign/read-plan';
import { linesOf, writeCampaign } from '../../campaign/kit';
import { removeTempFolders, tempFolder } from '../../kit/folder';

let folder: string;
let file: string;
let head: string;
let journal: FollowedJournal;

beforeEach(async () => {
  folder = await writeCampaign(await tempFolder(), linesOf(40));
  file = join(folder, 'progress.jsonl');
  const manifest = await readManifest(folder);
  head = `${JSON.stringify({ plan_sha256: manifest.plan_sha256 })}\n`;
  journal = new FollowedJournal(folder, manifest, LOCAL_STACK);
});
afterAll(removeTempFolders);

function lines(count: number, outcome: string, at = 1_800_000_000): string {
  const all = Array.from({ length: count }, (_, n) => JSON.stringify({ n, at, outcome, fen: 100 + n }));
  return `${all.join('\n')}\n`;
}

async function counts(): Promise<readonly [paid: number, open: number]> {
  await journal.read();
  const { paid, open } = journal.rows.tallies;
  return [paid.count, open.count];
}

describe('the journal of a rehearsal on the local stack', () => {
  it.each([
    ['counts on the local stack', LOCAL_STACK, 20],
    ['is none on a deployed stack, where it paid nobody', 'red-pack-prod', 0],
  ])('%s', async (_, stack, paid) => {
    const manifest = await readManifest(folder);
    const rehearsal = JSON.stringify({ plan_sha256: manifest.plan_sha256, stack: LOCAL_STACK });
    await writeFile(file, `${rehearsal}\n${lines(20, 'paid')}`);
    journal = new FollowedJournal(folder, manifest, stack);
    expect(await counts()).toEqual([paid, 0]);
  });
});

describe('a journal that is followed', () => {
  beforeEach(async () => {
    await writeFile(file, head + lines(20, 'paid'));
    expect(await counts()).toEqual([20, 0]);
  });

  it('takes in what is appended, and keeps what it has', async () => {
    const { rows } = journal;
    await appendFile(file, lines(22, 'paid').split('\n').slice(20).join('\n'));
    expect(await counts()).toEqual([22, 0]);
    expect(journal.rows).toBe(rows);
  });

  it.each<[string, () => Promise<unknown>, readonly [number, number]]>([
    ['is gone', () => rm(file), [0, 0]],
    ['was cut off', () => truncate(file, head.length + lines(1, 'paid').length), [1, 0]],
    // Written over: the inode stays.
    ['is as long and has other rows', () => writeFile(file, head + lines(20, 'open')), [0, 20]],
    ['is longer and has other rows', () => writeFile(file, head + lines(30, 'open')), [0, 30]],
    [
      'is as long and has other rows that end alike',
      () =>
        writeFile(file, `${head}${lines(10, 'open')}${lines(20, 'paid').split('\n').slice(10).join('\n')}`),
      [10, 10],
    ],
    [
      'is longer, with other rows after the same first ones',
      () => writeFile(file, head + lines(30, 'paid').replace(/(?<="n":1\d,.*)paid/g, 'open')),
      [20, 10],
    ],
    ['is of another plan', () => writeFile(file, head.replace(/[0-9a-f]{64}/, 'f'.repeat(64))), [0, 0]],
  ])('is read from its start when it %s', async (_, change, expected) => {
    await change();
    expect(await counts()).toEqual(expected);
    expect(journal.rate).toBe(0);
  });

  it('is read again after it was deleted and made again', async () => {
    await rm(file);
    await writeFile(file, head + lines(5, 'open'));
    expect(await counts()).toEqual([0, 5]);
  });
});
