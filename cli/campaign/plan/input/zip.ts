import { inflateRawSync } from 'node:zlib';
import { FileError } from '../reason/errors';

/** A sheet of 50,000 rows with ten columns has about 60 MB. More is a mistake, or made to fill the memory. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const DEFLATED = 8;
const STORED = 0;

/** A comment of a zip has at most this length. */
const MAX_COMMENT_BYTES = 65_535;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

function endOf(zip: Buffer): number {
  for (
    let at = zip.length - END_BYTES;
    at >= Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES);
    at -= 1
  )
    if (zip.readUInt32LE(at) === END) return at;
  return -1;
}

function* entriesOf(zip: Buffer): Generator<Entry> {
  const end = endOf(zip);
  if (end < 0) throw new RangeError('no end of a zip');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new RangeError('no entry of a zip');
    const nameLength = zip.readUInt16LE(at + 28);
    yield {
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      unpacked: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
      name: zip.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength),
    };
    at += ENTRY_BYTES + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

function unpack(zip: Buffer, { method, packed, offset }: Entry, most: number): Buffer {
  const from = offset + LOCAL_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const bytes = zip.subarray(from, from + packed);
  if (method === STORED) return bytes;
  if (method !== DEFLATED) throw new RangeError('an unknown method');
  return inflateRawSync(bytes, { maxOutputLength: most });
}

/**
 * The XML parts of a spreadsheet by their names. Every part is unpacked here first, within a limit, since a small zip
 * can hold any amount of repeated bytes and may lie about it.
 * @throws CommandError for what is no zip, or unpacks to more than the limit
 */
export function xmlParts(zip: Buffer, path: string): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  let left = MAX_UNPACKED_BYTES;
  try {
    const entries = [...entriesOf(zip)].filter(({ name }) => /\.(xml|rels)$/.test(name));
    if (entries.reduce((sum, { unpacked }) => sum + unpacked, 0) > left) throw tooLarge(path);
    for (const entry of entries) {
      const part = unpack(zip, entry, left);
      left -= part.length;
      parts.set(entry.name, part);
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path);
    throw new FileError({ kind: 'damaged-zip', file: path }, { cause: error });
  }
  return parts;
}

function tooLarge(file: string): FileError {
  return new FileError({ kind: 'large-zip', file, maxMb: MAX_UNPACKED_BYTES / 1024 / 1024 });
}
