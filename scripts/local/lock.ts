import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno, PRIVATE_FOLDER_MODE, readFileIfAny } from './files';

/** The process that holds a lock. `bornAt` distinguishes it from a later process with the same pid, where /proc exists. */
export interface Holder {
  readonly pid: number;
  readonly since: string;
  readonly bornAt: string | null;
}

/** Thrown when another live process holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(
    readonly holder: Holder,
    file: string,
  ) {
    super(
      `The local stack already runs as process ${holder.pid}, since ${holder.since} (${file}). ` +
        `Use it, or end it with: kill ${holder.pid}`,
    );
  }
}

/** Locks held by this process; any other lock file with our pid was left by an earlier process with the same pid. */
const held = new Set<string>();

/** Start time of a process in clock ticks since boot (proc(5), field 22); `null` without /proc. */
async function birthOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may itself contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** True if the process is alive, also if it belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

async function isHeld(holder: Holder, file: string): Promise<boolean> {
  if (holder.pid === process.pid) return held.has(file);
  if (!isAlive(holder.pid)) return false;
  const birth = await birthOf(holder.pid);
  return holder.bornAt === null || birth === null || holder.bornAt === birth;
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, since, bornAt } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, since: since ?? 'unknown', bornAt: bornAt ?? null } : null;
  } catch {
    return null;
  }
}

/** The live holder of the lock, or `null`. */
export async function readHolder(file: string): Promise<Holder | null> {
  const text = await readFileIfAny(file);
  const holder = text === null ? null : parseHolder(text);
  return holder !== null && (await isHeld(holder, file)) ? holder : null;
}

/**
 * Removes a lock whose holder is dead. It is renamed first, so that only one of several processes succeeds; if the
 * renamed file turns out to be a new lock (another process was quicker), it is put back.
 */
async function clearStale(file: string, staleText: string): Promise<void> {
  const aside = `${file}.stale-${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFileIfAny(aside)) !== staleText) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/**
 * Takes the lock, also from a dead holder.
 * @returns a function that releases it.
 * @throws LockedError if a live process holds it.
 */
export async function takeLock(file: string, notice: (text: string) => void): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const holder = { pid: process.pid, since: new Date().toISOString(), bornAt: await birthOf(process.pid) };
  const draft = `${file}.draft-${process.pid}`;
  await writeFile(draft, JSON.stringify(holder));
  try {
    // link() fails if the name exists, and makes the lock appear with its content in one step.
    while (!(await linkIfFree(draft, file))) {
      const text = (await readFileIfAny(file)) ?? '';
      const other = parseHolder(text);
      if (other !== null && (await isHeld(other, file))) throw new LockedError(other, file);
      if (text !== '')
        notice(
          `Taking over from process ${other?.pid ?? '(unknown)'}, which ended without releasing its lock.`,
        );
      await clearStale(file, text);
    }
  } finally {
    await rm(draft, { force: true });
  }
  held.add(file);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}

async function linkIfFree(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}
