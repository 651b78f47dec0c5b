import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isErrno } from './files';

const PROC = '/proc';
const PS_LIMIT_MS = 5_000;

/** True if the process is alive, also if it belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/** Start time in clock ticks since boot (proc(5), field 22). */
async function birthInProc(pid: number, proc: string): Promise<string | null> {
  try {
    const stat = await readFile(join(proc, String(pid), 'stat'), 'utf8');
    // The second field is the command in parentheses, which may itself contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Start time to the second, as macOS and the BSDs tell it. In UTC, since two processes may have different zones. */
async function birthByPs(pid: number): Promise<string | null> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
  try {
    const options = { env, timeout: PS_LIMIT_MS };
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], options);
    return stdout.trim() === '' ? null : `ps ${stdout.trim()}`;
  } catch {
    return null;
  }
}

/**
 * When a process began, which distinguishes it from a later one with the same pid.
 * @param proc where procfs is mounted
 * @returns null where neither procfs nor ps tells it
 */
export async function birthOf(pid: number, proc = PROC): Promise<string | null> {
  return (await birthInProc(pid, proc)) ?? (await birthByPs(pid));
}

/** What is known of a process that was noted by its pid and birth. */
export type Identity = 'same' | 'gone' | 'unknown';

function isByPs(birth: string): boolean {
  return birth.startsWith('ps ');
}

/**
 * Whether a process that was noted earlier still lives. Its pid may by now be another one's.
 * @param bornAt as `birthOf` told it then
 */
export async function identify(pid: number, bornAt: string | null, proc = PROC): Promise<Identity> {
  if (!isAlive(pid)) return 'gone';
  const birth = bornAt === null ? null : await birthOf(pid, proc);
  if (bornAt === null || birth === null) return isAlive(pid) ? 'unknown' : 'gone';
  // Ticks and seconds cannot be compared.
  if (isByPs(birth) !== isByPs(bornAt)) return 'unknown';
  return birth === bornAt ? 'same' : 'gone';
}
