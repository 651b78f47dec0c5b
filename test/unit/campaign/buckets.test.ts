import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Buckets } from '../../../shared/campaign/buckets';
import { removeTempFolders, tempFolder } from '../../kit/folder';

afterAll(removeTempFolders);

let dir: string;

beforeEach(async () => {
  dir = join(await tempFolder(), 'buckets');
});

function hash(n: number): Buffer {
  return createHash('sha256').update(String(n)).digest();
}

test('all gives back every entry, equal hashes together and in their order', () => {
  const buckets = new Buckets(dir);
  // More than wait in memory for one write, for some of the buckets.
  const count = 300_000;
  const hashes = Array.from({ length: 100 }, (_, n) => hash(n));
  for (let n = 0; n < count; n += 1) buckets.add(hashes[n % 100] as Buffer, n, n % 7);
  const seconds = new Map<string, number[]>();
  let found = 0;
  for (const entries of buckets.all()) {
    for (const { hash: key, first, second } of entries) {
      if (second !== first % 7) throw new Error(`entry ${first} has ${second}`);
      const rows = seconds.get(key) ?? [];
      rows.push(first);
      seconds.set(key, rows);
      found += 1;
    }
  }
  expect(found).toBe(count);
  expect(seconds.size).toBe(100);
  for (const rows of seconds.values()) {
    expect(rows).toHaveLength(count / 100);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(new Set(rows.map((row) => row % 100)).size).toBe(1);
  }
});

test('an entry keeps the largest numbers that a plan can have', () => {
  const buckets = new Buckets(dir);
  buckets.add(hash(1), 4_294_967_295, 9_998_000);
  expect([...buckets.all()]).toEqual([
    [{ hash: hash(1).toString('latin1', 0, 16), first: 4_294_967_295, second: 9_998_000 }],
  ]);
});

test('the files hold no more than hashes and numbers, only their owner reads them, and remove deletes them', () => {
  const buckets = new Buckets(dir);
  for (let n = 0; n < 1_000; n += 1) buckets.add(hash(n), n, 0);
  expect([...buckets.all()].flat()).toHaveLength(1_000);
  const files = readdirSync(dir).map((name) => statSync(join(dir, name)));
  expect(files.reduce((sum, { size }) => sum + size, 0)).toBe(24_000);
  for (const { mode } of files) expect(mode & 0o777).toBe(0o600);
  buckets.remove();
  expect(existsSync(dir)).toBe(false);
});
