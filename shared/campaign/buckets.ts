import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Enough that one bucket of ten million entries is about a megabyte. */
export const BUCKETS = 256;

/** Bytes of a hash that are kept: two of ten million rows are the same by chance once in 10^24 plans. */
export const HASH_BYTES = 16;
const ENTRY_BYTES = HASH_BYTES + 8;

/** Entries of one bucket that wait in memory for one write. */
const WAITING = 2_048;

/** What is kept of a row: a hash to compare and two unsigned 32-bit numbers. */
export interface Entry {
  /** The hash's bytes as a latin1 string, to be a key of a Map. */
  readonly hash: string;
  readonly first: number;
  readonly second: number;
}

interface Waiting {
  readonly bytes: Buffer;
  used: number;
}

/**
 * Finds equal rows in a file of any length with the memory of a small one: entries go to 256 files by the first byte
 * of their hash, and are then compared one file at a time.
 */
export class Buckets {
  private readonly waiting: Waiting[];

  /** @param dir a new folder, which belongs to these buckets; `remove` deletes it */
  constructor(private readonly dir: string) {
    mkdirSync(dir, { mode: 0o700 });
    this.waiting = Array.from({ length: BUCKETS }, () => ({
      bytes: Buffer.allocUnsafe(WAITING * ENTRY_BYTES),
      used: 0,
    }));
  }

  /** @param hash at least `HASH_BYTES` bytes of a cryptographic hash */
  add(hash: Buffer, first: number, second: number): void {
    const number = hash[0] ?? 0;
    const bucket = this.waiting[number];
    if (bucket === undefined) throw new Error('a hash has no bucket');
    hash.copy(bucket.bytes, bucket.used, 0, HASH_BYTES);
    bucket.bytes.writeUInt32LE(first, bucket.used + HASH_BYTES);
    bucket.bytes.writeUInt32LE(second, bucket.used + HASH_BYTES + 4);
    bucket.used += ENTRY_BYTES;
    if (bucket.used === bucket.bytes.length) this.flush(number, bucket);
  }

  /** The entries of one bucket after the other, each bucket in the order of `add`. */
  *all(): Generator<Entry[], void, undefined> {
    for (const number of this.waiting.keys()) {
      const entries = this.entries(number);
      if (entries.length > 0) yield entries;
    }
  }

  /** Equal hashes are in buckets of the same number. @param number less than `BUCKETS` */
  entries(number: number): Entry[] {
    const bucket = this.waiting[number];
    if (bucket !== undefined) this.flush(number, bucket);
    const file = this.file(number);
    return existsSync(file) ? entriesOf(readFileSync(file)) : [];
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private flush(number: number, bucket: Waiting): void {
    if (bucket.used > 0)
      appendFileSync(this.file(number), bucket.bytes.subarray(0, bucket.used), { mode: 0o600 });
    bucket.used = 0;
  }

  private file(number: number): string {
    return join(this.dir, String(number));
  }
}

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES)
    entries.push({
      hash: bytes.toString('latin1', at, at + HASH_BYTES),
      first: bytes.readUInt32LE(at + HASH_BYTES),
      second: bytes.readUInt32LE(at + HASH_BYTES + 4),
    });
  return entries;
}
