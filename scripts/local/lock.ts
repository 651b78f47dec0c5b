import { createHash } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isErrno, PRIVATE_FOLDER_MODE, readFileIfAny } from './files';
import { birthOf, identify } from './process';

/** The process that holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly since: string;
  /** Distinguishes it from a later process with the same pid; null where that cannot be told. */
  readonly bornAt: string | null;
  /** What it holds the lock for, if it said so. */
  readonly work: string | null;
  /**
   * Whether the process with this pid is sure to be the one that took the lock. One that is not still counts as holding
   * it, but must never be signalled: it may be any program.
   */
  readonly isVerified: boolean;
}

/** Distinguishes a holder from every other one, in one line. */
export function nameOf({ pid, since }: Holder): string {
  return `process ${pid}, since ${since}`;
}

/** What a person can do about a lock that is held. @param command ends its holder */
export function adviceOn({ pid, isVerified }: Holder, file: string, command: string): string {
  if (pid === process.pid) return 'It is this process: wait until it is done.';
  if (isVerified) return `Wait for it, or end it with: ${command} ${pid}`;
  return `Whether it is still the process that took the lock cannot be checked. If "ps -p ${pid}" shows another program, delete ${file}`;
}

/** Thrown when another live process, or other work of this one, holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(
    readonly holder: Holder,
    readonly file: string,
  ) {
    super(
      `The local stack already runs as ${nameOf(holder)} (${file}). ` +
        `Use it. ${adviceOn(holder, file, 'kill')}`,
    );
  }
}

/** Locks held by this process; any other lock file with our pid was left by an earlier process with the same pid. */
const held = new Map<string, Holder>();
let drafts = 0;
const DRAFT_TRIES = 5;

/** @returns null if the process has ended */
async function ifHeld(noted: Omit<Holder, 'isVerified'>, file: string): Promise<Holder | null> {
  if (noted.pid === process.pid) return held.get(resolve(file)) ?? null;
  const identity = await identify(noted.pid, noted.bornAt);
  return identity === 'gone' ? null : { ...noted, isVerified: identity === 'same' };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function parseHolder(text: string): Omit<Holder, 'isVerified'> | null {
  try {
    const { pid, since, bornAt, work } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    // 0 and negative ones would name groups of processes.
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
    const [known, born, does] = [since, bornAt, work].map((value) => (isString(value) ? value : null));
    return { pid, since: known ?? 'unknown', bornAt: born ?? null, work: does ?? null };
  } catch {
    return null;
  }
}

/** The live holder of the lock, or `null`. */
export async function readHolder(file: string): Promise<Holder | null> {
  const text = await readFileIfAny(file);
  const noted = text === null ? null : parseHolder(text);
  return noted === null ? null : ifHeld(noted, file);
}

/**
 * Removes a lock whose holder is dead. Who may do so holds a lock on that very text, which no later holder writes again: so
 * the lock of a process that was quicker is never touched. One that died meanwhile has left a stale lock like any other.
 * @throws LockedError if another process does so
 */
async function clearStale(file: string, staleText: string): Promise<void> {
  const name = createHash('sha256').update(staleText).digest('hex').slice(0, 16);
  const release = await takeLock(`${file}.stale-${name}`, () => undefined);
  try {
    if ((await readFileIfAny(file)) === staleText) await rm(file, { force: true });
  } finally {
    await release();
  }
}

/** Another process may delete the folder while it is empty. */
async function writeDraft(draft: string, text: string): Promise<void> {
  for (let left = DRAFT_TRIES; ; left -= 1) {
    await mkdir(dirname(draft), { recursive: true, mode: PRIVATE_FOLDER_MODE });
    try {
      return await writeFile(draft, text);
    } catch (error) {
      if (left === 1 || !isErrno(error, 'ENOENT')) throw error;
    }
  }
}

/** Makes the lock appear with its content in one step, once no live process holds it. */
async function linkWhenFree(file: string, draft: string, notice: (text: string) => void): Promise<void> {
  // link() fails if the name exists.
  while (!(await linkIfFree(draft, file))) {
    const text = await readFileIfAny(file);
    if (text === null) continue;
    const noted = parseHolder(text);
    // No work of this process has it, or `takeLock` would have refused.
    const holder = noted === null || noted.pid === process.pid ? null : await ifHeld(noted, file);
    if (holder !== null) throw new LockedError(holder, file);
    if (text !== '')
      notice(
        `Taking over from process ${noted?.pid ?? '(unknown)'}, which ended without releasing its lock.`,
      );
    await clearStale(file, text);
  }
}

/**
 * Takes the lock, also from a dead holder.
 * @param work what it is taken for, which others read with it
 * @returns a function that releases it.
 * @throws LockedError if a live process holds it, be it this one.
 */
export async function takeLock(
  file: string,
  notice: (text: string) => void,
  work: string | null = null,
): Promise<() => Promise<void>> {
  const key = resolve(file);
  const own = held.get(key);
  if (own !== undefined) throw new LockedError(own, file);
  const since = new Date().toISOString();
  // Noted before anything is waited for, so that of two calls at once in this process one is refused.
  held.set(key, { pid: process.pid, since, bornAt: null, work, isVerified: true });
  drafts += 1;
  const draft = `${file}.draft-${process.pid}-${drafts}`;
  try {
    const noted = {
      pid: process.pid,
      since,
      bornAt: await birthOf(process.pid),
      ...(work !== null && { work }),
    };
    await writeDraft(draft, JSON.stringify(noted));
    await linkWhenFree(file, draft, notice);
  } catch (error) {
    held.delete(key);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    // Forgotten last: until the file is gone, the next one of this process would take it for a leftover.
    await rm(file, { force: true }).finally(() => held.delete(key));
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
