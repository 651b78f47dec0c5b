import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../scripts/local/files';

const EXECUTABLE = join(__dirname, '../../red-pack');

/** Of a log, what is read of its end. */
const TAIL_BYTES = 4_096;

/**
 * Starts a command of `./red-pack` that outlives this process, in a session of its own: neither Ctrl-C in the terminal
 * nor the end of this process reaches it. A campaign that is run from the console goes on without it, under the same
 * lock, journal and signals as one from a terminal.
 * @param logFile takes what the command says; one of an earlier command is replaced
 */
export function startInBackground(args: readonly string[], logFile: string): ChildProcess {
  // Not truncated: the process before may still write.
  rmSync(logFile, { force: true });
  const log = openSync(logFile, 'wx', 0o600);
  try {
    const child = spawn(process.execPath, [EXECUTABLE, ...args], {
      detached: true,
      env: process.env,
      stdio: ['ignore', log, log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** The last lines of what a command has said; empty where none has been started. */
export async function lastLines(logFile: string, howMany: number): Promise<string[]> {
  const file = await open(logFile).catch(() => null);
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

/** Lets a process finish what it has in flight, however often it is asked. One that has just ended by itself has done what was asked. */
export function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}
