import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a plan, in the order in which they are put in place. */
export const PLAN_FILES = ['plan.jsonl', 'rows.jsonl', 'manifest.json'] as const;

/** A plan cannot be made or used. The message says why and what to do, and holds no openid. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Holds a new plan that is complete: from here on it replaces the old one, by this process or by the next. */
const COMPLETE = '.plan-complete';

/** Work of a process, by its id. */
const WORK = /^\.plan-(\d+)-\d+$/;

let made = 0;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Deletes what planners that were killed have left in a campaign's folder. */
function removeLeftovers(dir: string): void {
  for (const name of readdirSync(dir)) {
    const pid = WORK.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/**
 * A new folder inside a campaign's folder for what is not complete. The caller deletes it; after a crash, the next
 * call of this does.
 */
export function makeWorkFolder(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  removeLeftovers(dir);
  made += 1;
  const work = join(dir, `.plan-${process.pid}-${made}`);
  mkdirSync(work, { mode: 0o700 });
  return work;
}

/** Replaces the plan of a folder by that of a work folder, which holds all `PLAN_FILES`; a kill leaves one of them. */
export function putInPlace(dir: string, work: string): void {
  finishReplacing(dir);
  renameSync(work, join(dir, COMPLETE));
  finishReplacing(dir);
}

/** Completes a replacement that was interrupted. Called before a plan is read. */
export function finishReplacing(dir: string): void {
  const from = join(dir, COMPLETE);
  if (!existsSync(from)) return;
  for (const name of PLAN_FILES)
    if (existsSync(join(from, name))) renameSync(join(from, name), join(dir, name));
  rmdirSync(from);
}
