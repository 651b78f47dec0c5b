import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isErrno } from '../../scripts/local/files';
import { isAlive } from '../../scripts/local/process';

const EXECUTABLE = join(__dirname, '../../red-pack');

/** Of a log, what is read of its end. */
const TAIL_BYTES = 4_096;

/** The logs of all attempts, each with the id of its process. The one that was written last is the first. */
function attemptLogs(logFile: string): { readonly log: string; readonly pid: number }[] {
  const dir = dirname(logFile);
  const begin = `${basename(logFile)}.`;
  const names = readdirSync(dir).filter((name) => name.startsWith(begin));
  const found = names.map((name) => {
    const log = join(dir, name);
    // Another process may delete it.
    const atMs = statSync(log, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return { log, atMs, pid: Number(name.slice(begin.length)) };
  });
  return found.filter(({ pid }) => pid > 0).sort((one, other) => other.atMs - one.atMs);
}

/**
 * Starts a command of `./red-pack` that outlives this process, in a session of its own: neither Ctrl-C in the terminal
 * nor the end of this process reaches it. A campaign that is run from the console goes on without it, under the same
 * lock, journal and signals as one from a terminal.
 * @param logFile takes what the command says, with the id of its process at the end of its name; logs of commands that
 * have ended are deleted
 */
export function startInBackground(args: readonly string[], logFile: string): ChildProcess {
  for (const { log, pid } of attemptLogs(logFile)) if (!isAlive(pid)) rmSync(log, { force: true });
  // Of two at once, neither must write over the log of the other: the lock refuses one of them.
  const draft = `${logFile}.${randomUUID()}`;
  const log = openSync(draft, 'wx', 0o600);
  try {
    const child = spawn(process.execPath, [EXECUTABLE, ...args], {
      detached: true,
      env: process.env,
      stdio: ['ignore', log, log],
    });
    child.unref();
    if (child.pid === undefined) rmSync(draft);
    else renameSync(draft, `${logFile}.${child.pid}`);
    return child;
  } finally {
    closeSync(log);
  }
}

/**
 * The last lines of what a command has said; empty where none has been started.
 * @param pid of the process that is at work; null for the one that spoke last
 */
export async function lastLines(logFile: string, howMany: number, pid: number | null): Promise<string[]> {
  const log = attemptLogs(logFile).find((each) => pid === null || each.pid === pid)?.log;
  const file = log === undefined ? null : await open(log).catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
    // The first may be the end of a longer one.
    return (from === 0 ? lines : lines.slice(1)).filter((line) => line !== '').slice(-howMany);
  } finally {
    await file.close();
  }
}

/**
 * Lets a process finish what it has in flight, however often it is asked. One that has just ended by itself has done what
 * was asked.
 */
export function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}
