import fs, { renameSync } from 'node:fs';
import promises, { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal, readProgress } from '../../../cli/campaign/journal';
import { REPEATABLE_S, RowOutcomes } from '../../../cli/campaign/outcomes';
import type { Manifest } from '../../../shared/campaign/manifest';
import { removeTempFolders, tempFolder } from '../../kit/folder';

const STACK = 'red-pack-prod';

const manifest = { count: 4, total_fen: 1_000, plan_sha256: 'a'.repeat(64) } as Manifest;

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => jest.restoreAllMocks());
afterAll(removeTempFolders);

async function open(of = manifest): Promise<Journal> {
  return Journal.open(folder, of, await readProgress(folder, of, STACK));
}

describe('the journal of a campaign', () => {
  it('tells the next run the latest outcome of each row, and sums by outcome', async () => {
    const journal = await open();
    journal.record(0, 'paid', 250);
    journal.record(2, 'open', 300, 'SYSTEMERROR');
    journal.record(2, 'refused', 300, 'OPENID_ERROR');
    journal.close();
    const { rows } = await readProgress(folder, manifest, STACK);
    expect([0, 1, 2, 3].map((n) => rows.of(n))).toEqual(['paid', 'unsent', 'refused', 'unsent']);
    expect(rows.tallies).toMatchObject({
      ...{ paid: { count: 1, fen: 250 }, refused: { count: 1, fen: 300 }, open: { count: 0, fen: 0 } },
      unsent: { count: 2, fen: 450 },
    });
    expect(rows.attempted).toBe(3);
  });

  it('ignores a last line that a crash has cut off, and begins the next on a line of its own', async () => {
    const journal = await open();
    journal.record(0, 'paid', 250);
    journal.close();
    await appendFile(join(folder, 'progress.jsonl'), '{"n":1,"at":17,"outcome":"pa');
    const next = await open();
    next.record(2, 'paid', 300);
    next.close();
    const { rows } = await readProgress(folder, manifest, STACK);
    expect([0, 1, 2].map((n) => rows.of(n))).toEqual(['paid', 'unsent', 'paid']);
  });

  /** The disk takes so many bytes of each write; after these writes, none. */
  function takes(bytes: number, writes = Number.POSITIVE_INFINITY): void {
    const { writeSync } = fs;
    let left = writes;
    jest.spyOn(fs, 'writeSync').mockImplementation((fd, data, offset) => {
      if (left === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      left -= 1;
      const from = typeof offset === 'number' ? offset : 0;
      return writeSync(fd, Buffer.from(String(data)).subarray(from, from + bytes));
    });
  }

  it('has whole lines, whatever part of them the disk takes at once', async () => {
    takes(7);
    const journal = await open();
    journal.record(0, 'paid', 250);
    journal.record(2, 'paid', 300);
    journal.close();
    jest.restoreAllMocks();
    const { rows } = await readProgress(folder, manifest, STACK);
    expect([0, 1, 2].map((n) => rows.of(n))).toEqual(['paid', 'unsent', 'paid']);
  });

  it('loses no other line than the one for which the disk was full, and does not count that', async () => {
    const journal = await open();
    journal.record(0, 'paid', 250);
    takes(7, 1);
    expect(() => journal.record(1, 'paid', 250)).toThrow('no space left');
    jest.restoreAllMocks();
    journal.record(2, 'paid', 300);
    journal.record(3, 'refused', 300);
    journal.close();
    const { rows } = await readProgress(folder, manifest, STACK);
    expect([0, 1, 2, 3].map((n) => rows.of(n))).toEqual(['paid', 'unsent', 'paid', 'refused']);
  });

  it('ignores lines that are none of ours', async () => {
    const journal = await open();
    journal.close();
    const lines = [
      'null',
      '[]',
      '{"n":-1,"at":1,"outcome":"paid","fen":1}',
      '{"n":0,"at":1,"outcome":"won","fen":1}',
      '{"n":9,"at":1,"outcome":"paid","fen":1}',
    ];
    await appendFile(join(folder, 'progress.jsonl'), `${lines.join('\n')}\n`);
    const { rows } = await readProgress(folder, manifest, STACK);
    expect(rows.tallies.unsent.count).toBe(4);
  });

  it('counts as none where a run of another plan sets it aside while it is being opened', async () => {
    const journal = await open();
    journal.record(0, 'paid', 250);
    journal.close();
    const file = join(folder, 'progress.jsonl');
    const setAside = (): void => {
      jest.restoreAllMocks();
      renameSync(file, `${file}.1.old`);
    };
    const [{ existsSync }, { open: openFile }] = [fs, promises];
    jest.spyOn(fs, 'existsSync').mockImplementation((path) => {
      const exists = existsSync(path);
      if (path === file) setAside();
      return exists;
    });
    jest.spyOn(promises, 'open').mockImplementation((path, flags) => {
      if (path === file) setAside();
      return openFile(path, flags);
    });
    const { hasJournal, rows } = await readProgress(folder, manifest, STACK);
    expect([hasJournal, rows.of(0)]).toEqual([false, 'unsent']);
  });

  it('is set aside for another plan, whose lines are other rows', async () => {
    const journal = await open();
    journal.record(0, 'paid', 250);
    journal.close();
    const other = { ...manifest, plan_sha256: 'b'.repeat(64) };
    const next = await open(other);
    next.close();
    expect((await readProgress(folder, other, STACK)).rows.of(0)).toBe('unsent');
    const [aside] = (await readdir(folder)).filter((name) => name.endsWith('.old'));
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toContain('"paid"');
  });

  it('holds no openid and is readable by its owner alone', async () => {
    const journal = await open();
    journal.record(0, 'open', 250, 'NOTENOUGH', 1_800_000_000);
    journal.close();
    const text = await readFile(join(folder, 'progress.jsonl'), 'utf8');
    expect(text).toBe(
      `{"plan_sha256":"${manifest.plan_sha256}","stack":"red-pack-prod"}\n{"n":0,"at":1800000000,"outcome":"open","fen":250,"code":"NOTENOUGH"}\n`,
    );
  });
});

describe('RowOutcomes', () => {
  it('keeps a payment, whatever is said of it later', () => {
    const rows = new RowOutcomes(1, 100);
    rows.set(0, 'paid', 100, 1);
    rows.set(0, 'open', 100, 2);
    expect(rows.of(0)).toBe('paid');
    expect(rows.areAllFinal).toBe(true);
  });

  it('counts 72 hours from the first attempt, not from the latest', () => {
    const rows = new RowOutcomes(1, 100);
    rows.set(0, 'retry', 100, 1_000);
    rows.set(0, 'retry', 100, 1_000 + REPEATABLE_S - 1);
    expect(rows.isTooOld(0, 1_000 + REPEATABLE_S - 1)).toBe(false);
    expect(rows.isTooOld(0, 1_000 + REPEATABLE_S)).toBe(true);
  });

  it('calls only parked rows too old: recovery completes open ones', () => {
    const rows = new RowOutcomes(1, 100);
    rows.set(0, 'open', 100, 1_000);
    expect(rows.isTooOld(0, 1_000 + REPEATABLE_S)).toBe(false);
  });

  it('of a rehearsal on the local stack does not count on a deployed one: nobody was paid', async () => {
    const rehearsal = await Journal.open(folder, manifest, await readProgress(folder, manifest, 'local'));
    for (const n of [0, 1, 2, 3]) rehearsal.record(n, 'paid', 250);
    rehearsal.close();
    expect((await readProgress(folder, manifest, 'local')).rows.areAllFinal).toBe(true);
    const { rows, hasJournal } = await readProgress(folder, manifest, STACK);
    expect([hasJournal, rows.tallies.paid.count]).toEqual([false, 0]);
  });

  it('of a deployed stack is refused where a command without --stack would note its rows as unsent', async () => {
    const journal = await open();
    journal.record(0, 'open', 250);
    journal.close();
    await expect(readProgress(folder, manifest, 'local')).rejects.toThrow(
      'was run on red-pack-prod: give --stack red-pack-prod',
    );
    await expect(readProgress(folder, manifest, 'red-pack-dev')).rejects.toThrow('--stack red-pack-prod');
  });
});
