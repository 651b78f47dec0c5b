import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { interrupt, startInBackground } from '../../cli/campaign/background';
import { type CampaignFolder, type CampaignWork, holderOf, lockFile } from '../../cli/campaign/folder';

export type JobKind = 'run' | 'report';

/** Where the command of a job says what it does. */
export function logFile({ path }: CampaignFolder, kind: JobKind): string {
  return join(path, `${kind}.log`);
}

/**
 * What works on a campaign. `starting`: this console has started a run that has not taken the lock yet. A run from a
 * terminal, or of an earlier console, is shown and stopped like one of this console.
 */
export type Work =
  | { readonly state: 'idle' }
  | { readonly state: 'starting' }
  | { readonly state: 'running'; readonly pid: number; readonly since: string }
  | { readonly state: 'stopping'; readonly pid: number }
  /** Not a run: a plan is being made, or `campaign status` asks. */
  | { readonly state: 'busy'; readonly pid: number }
  /** The pid of the lock may be another program's by now. It counts as at work, and is not signalled. */
  | { readonly state: 'unverified'; readonly pid: number; readonly lock: string };

const RUN: CampaignWork = 'run';

function runId({ pid, since }: { readonly pid: number; readonly since: string }): string {
  return `${pid} ${since}`;
}

/** Commands that this console has started in the background. They go on when it ends. */
export class Jobs {
  private readonly children = new Map<string, ChildProcess>();
  /** By campaign, the run that was asked to stop. */
  private readonly stopped = new Map<string, string>();

  /** @returns false if one of the kind is at work on the campaign already */
  start(kind: JobKind, folder: CampaignFolder, args: readonly string[]): boolean {
    if (this.isStarted(kind, folder)) return false;
    const child = startInBackground(args, logFile(folder, kind));
    const key = `${kind} ${folder.path}`;
    this.children.set(key, child);
    const forget = (): void => {
      if (this.children.get(key) === child) this.children.delete(key);
    };
    child.once('exit', forget).once('error', forget);
    return true;
  }

  /** Whether this console has started one that has not ended. */
  isStarted(kind: JobKind, folder: CampaignFolder): boolean {
    return this.children.has(`${kind} ${folder.path}`);
  }

  async workOn(folder: CampaignFolder): Promise<Work> {
    const holder = await holderOf(folder);
    // One that has ended is forgotten, since a later run may have its pid.
    if (holder === null || this.stopped.get(folder.path) !== runId(holder)) this.stopped.delete(folder.path);
    if (holder === null) return { state: this.isStarted('run', folder) ? 'starting' : 'idle' };
    const { pid, since, work, isVerified } = holder;
    if (!isVerified) return { state: 'unverified', pid, lock: lockFile(folder) };
    if (work !== null && work !== RUN) return { state: 'busy', pid };
    return this.stopped.has(folder.path) ? { state: 'stopping', pid } : { state: 'running', pid, since };
  }

  /**
   * Lets a run finish what is in flight and end. One that has not begun ends at once. Nothing else is signalled.
   * @returns what was at work
   */
  async stop(folder: CampaignFolder): Promise<Work> {
    const work = await this.workOn(folder);
    if (work.state === 'starting') this.children.get(`run ${folder.path}`)?.kill();
    if (work.state !== 'running' || work.pid === process.pid) return work;
    this.stopped.set(folder.path, runId(work));
    interrupt(work.pid);
    return work;
  }
}
