import { rm } from 'node:fs/promises';
import { readFileIfAny, writeFileAtomically } from './files';

/** Variables by name. */
export type Env = Record<string, string>;

/** Writes lines `NAME=value`, without quoting. */
export async function writeEnvFile(path: string, env: Readonly<Env>): Promise<void> {
  const lines = Object.entries(env).map(([name, value]) => {
    if (/[\r\n]/.test(value))
      throw new Error(`${name} contains a line break and cannot be written to ${path}`);
    return `${name}=${value}\n`;
  });
  await writeFileAtomically(path, lines.join(''));
}

/** The variables, or `null` if there is no such file: the stack is not ready then. */
export async function readEnvFile(path: string): Promise<Env | null> {
  const text = await readFileIfAny(path);
  if (text === null) return null;
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
  });
  return Object.fromEntries(pairs) as Env;
}

export async function removeEnvFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
