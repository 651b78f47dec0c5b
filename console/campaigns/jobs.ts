import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startInBackground } from '../../cli/campaign/background';
import { type CampaignFolder, holderOf } from '../../cli/campaign/folder';

export type JobKind = 'run' | 'report';

/** Where the command of a job says what it does. */
export function logFile({ path }: CampaignFolder, kind: JobKind): string {
  return join(path, `${kind}.log`);
}

/**
 * What works on a campaign. `starting`: this console has started a run that has not taken the lock yet; `elsewhere` is
 * of no concern: a run from a terminal, or of a console before this one, is shown and stopped like an own one.
 */
export type Work =
  | { readonly state: 'idle' }
  | { readonly state: 'starting' }
  | { readonly state: 'running'; readonly pid: number }
  | { readonly state: 'stopping'; readonly pid: number };

/** Commands that this console has started in the background. They go on when it ends. */
export class Jobs {
  private readonly children = new Map<string, ChildProcess>();
  /** Processes that were asked to stop: a second signal would not let them finish what is in flight. */
  private readonly stopped = new Set<number>();

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
    if (holder === null) return { state: this.isStarted('run', folder) ? 'starting' : 'idle' };
    const { pid } = holder;
    return { state: this.stopped.has(pid) ? 'stopping' : 'running', pid };
  }

  /** Lets a run finish what is in flight and end. One that has not begun ends at once. */
  async stop(folder: CampaignFolder): Promise<void> {
    const work = await this.workOn(folder);
    if (work.state === 'starting') this.children.get(`run ${folder.path}`)?.kill('SIGINT');
    if (work.state !== 'running') return;
    this.stopped.add(work.pid);
    process.kill(work.pid, 'SIGINT');
  }
}
