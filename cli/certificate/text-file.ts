import { readFile } from 'node:fs/promises';
import { CommandError } from '../errors';
import type { Io } from '../io';

/** Reads the file that an option names. @throws CommandError that names the option */
export async function readBytes(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`--${option} cannot be read: ${why}`, { cause });
  }
}

/** A byte order mark says how to read a text; without one it is UTF-8. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  const isLittleEndian = first === 0xff && second === 0xfe;
  const isBigEndian = first === 0xfe && second === 0xff;
  const encoding = isLittleEndian ? 'utf-16le' : isBigEndian ? 'utf-16be' : 'utf-8';
  // Leaves the mark out.
  return new TextDecoder(encoding).decode(bytes);
}

export async function readTextFile(option: string, path: string): Promise<string> {
  return decodeText(await readBytes(option, path));
}

/** The one line that a file, or stdin for `-`, contains. Its line end is left out. */
export async function readLine(option: string, path: string, io: Io): Promise<string> {
  const text = path === '-' ? await io.readStdin() : await readTextFile(option, path);
  return text.replace(/\r?\n$/, '');
}
