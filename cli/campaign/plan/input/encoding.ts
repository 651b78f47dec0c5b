import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { FileError, OptionError } from '../reason/errors';
import type { FileFault } from '../reason/reason';

/** Enough for every byte order mark and for a header. */
const HEAD_BYTES = 65_536;

/** Names by which others know GB18030, which contains them. */
const ALIASES: Readonly<Record<string, string>> = { gbk: 'gb18030', gb2312: 'gb18030', utf8: 'utf-8' };

const KNOWN = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5'];

/** The value of `--encoding`. @throws UsageError */
export function encodingOption(given: string | undefined): string | null {
  if (given === undefined) return null;
  const name = given.toLowerCase();
  const encoding = ALIASES[name] ?? name;
  if (!KNOWN.includes(encoding)) throw new OptionError({ kind: 'encoding-name', known: KNOWN, given });
  return encoding;
}

function notRead(file: string, code: string): FileFault {
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'no-file', file };
  return code === 'EISDIR' ? { kind: 'folder', file } : { kind: 'unreadable', file, code };
}

/** The first bytes of a file. @throws CommandError if it cannot be read or is empty */
export async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      if (bytesRead === 0) throw new FileError({ kind: 'empty-file', file: path });
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new FileError(notRead(path, code), { cause: error });
  }
}

function encodingByMark(head: Buffer): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: the names of columns are ASCII, whose other byte is zero.
  if (head[1] === 0) return 'utf-16le';
  return head[0] === 0 ? 'utf-16be' : null;
}

/** The texts of a file. @throws TypeError at the first byte that is not of the encoding */
export async function* decoded(path: string, encoding: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const bytes of createReadStream(path, { highWaterMark: HEAD_BYTES }) as AsyncIterable<Buffer>)
    yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

async function isIn(path: string, encoding: string): Promise<boolean> {
  try {
    for await (const text of decoded(path, encoding)) void text;
    return true;
  } catch (error) {
    // Duck-typed, as messageOf is: a test runner has its own TypeError.
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

/**
 * The encoding of a text file: by its byte order mark, else UTF-8 if all of it is, else GB18030 if all of it is. A
 * detector by statistics did worse on short Chinese texts. A very short text can be valid in both: the first rows are
 * shown as they were read.
 * @throws CommandError if it is none of them, or not the one given
 */
export async function findEncoding(path: string, head: Buffer, given: string | null): Promise<string> {
  const certain = given ?? encodingByMark(head);
  for (const encoding of certain === null ? ['utf-8', 'gb18030'] : [certain])
    if (await isIn(path, encoding)) return encoding;
  throw new FileError(
    certain === null
      ? { kind: 'not-text', file: path }
      : { kind: 'not-encoding', file: path, encoding: certain, isGiven: given !== null },
  );
}
