import { rm } from 'node:fs/promises';
import { readFileIfAny, writeFileAtomically } from './files';

/** Variables by name. */
export type Env = Record<string, string>;

/** Characters that a POSIX shell takes as they are in an assignment; `~` is not among them, it would expand. */
const PLAIN = /^[\w.,:/@%+=-]*$/;

/** A quote cannot appear inside single quotes: end them, add it escaped, and open them again. */
const QUOTE_IN_QUOTES = "'\\''";

/** The text as one word of a POSIX shell, in single quotes only if it needs them. */
export function quoteForShell(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", QUOTE_IN_QUOTES)}'`;
}

/** Reverses `quoteForShell`. */
function unquote(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll(QUOTE_IN_QUOTES, "'") : word;
}

function commentOf(writer: string | undefined): string {
  return writer === undefined ? '' : `# ${writer}\n`;
}

/**
 * Writes lines `NAME=value` that a POSIX shell can source: a value with a character that the shell would interpret, such
 * as the space in a folder's name, is in single quotes.
 * @param writer who has written it, in one line, which stands in a comment
 */
export async function writeEnvFile(path: string, env: Readonly<Env>, writer?: string): Promise<void> {
  const lines = Object.entries(env).map(([name, value]) => {
    if (/[\r\n]/.test(value))
      throw new Error(`${name} contains a line break and cannot be written to ${path}`);
    return `${name}=${quoteForShell(value)}\n`;
  });
  await writeFileAtomically(path, commentOf(writer) + lines.join(''));
}

/** The variables, or `null` if there is no such file, or another writer has written it. */
export async function readEnvFile(path: string, writer?: string): Promise<Env | null> {
  const text = await readFileIfAny(path);
  if (text === null || !text.startsWith(commentOf(writer))) return null;
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), unquote(line.slice(at + 1))]] : [];
  });
  return Object.fromEntries(pairs) as Env;
}

export async function removeEnvFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
