import { join, resolve } from 'node:path';
import { adviceOn, type Holder, LockedError, readHolder, takeLock } from '../../scripts/local/lock';
import { CAMPAIGN_NAME } from '../../shared/campaign/key';
import { CommandError, UsageError } from '../errors';
import { optionArgs, shellWord } from '../shell';

/** Where a campaign lies. */
export interface CampaignFolder {
  readonly name: string;
  readonly path: string;
}

/** Options of every command on a planned campaign. */
export const FOLDER_OPTIONS = { dir: { type: 'string' } } as const;
export const FOLDER_USAGE = '  --dir DIR         folder of the campaigns; default campaigns';

/** What the next command on a campaign needs as well, if its folder is not the default one. For a shell. */
export function dirOption(dir: string | undefined): string {
  if (dir === undefined) return '';
  return ` ${optionArgs('dir', dir).map(shellWord).join(' ')}`;
}

/** The campaign that the one argument names. @throws UsageError */
export function folderOf(positionals: readonly string[], dir = 'campaigns'): CampaignFolder {
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError('The name of the campaign is missing.');
  if (others.length > 0) throw new UsageError(`One campaign at a time; got also "${others.join(' ')}".`);
  if (!CAMPAIGN_NAME.test(name))
    throw new UsageError(
      `A campaign's name has 1 to 64 of a-z, 0-9 and "-", and does not begin with "-"; got "${name}".`,
    );
  if (dir === '') throw new UsageError('--dir must name a folder.');
  return { name, path: resolve(dir, name) };
}

/** What a process locks a campaign for. Only a run may be asked to stop. */
export type CampaignWork = 'run' | 'plan' | 'status';

/** Names the process that works on a campaign. */
export function lockFile({ path }: CampaignFolder): string {
  return join(path, 'lock');
}

/** The process of this machine that works on the campaign; null if none does. */
export function holderOf(folder: CampaignFolder): Promise<Holder | null> {
  return readHolder(lockFile(folder));
}

/**
 * Keeps other processes of this machine from working on the campaign. Keys make two runs at once safe on two machines
 * as well; they would only do the same work twice.
 * @returns a function that lets go
 * @throws CommandError naming the process that works on it
 */
export async function lockCampaign(folder: CampaignFolder, work: CampaignWork): Promise<() => Promise<void>> {
  try {
    // A run that was killed leaves its lock behind, which is nothing to report: the next one just goes on.
    return await takeLock(lockFile(folder), () => undefined, work);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { holder, file } = error;
    const what = `Process ${holder.pid} works on the campaign ${folder.name} since ${holder.since}.`;
    throw new CommandError(`${what} ${adviceOn(holder, file, 'kill')}`, { cause: error });
  }
}

/** Does work that no run of the campaign may overlap. @throws CommandError naming the process that works on it */
export async function whileLocked<T>(
  folder: CampaignFolder,
  work: CampaignWork,
  act: () => Promise<T>,
): Promise<T> {
  const unlock = await lockCampaign(folder, work);
  try {
    return await act();
  } finally {
    await unlock();
  }
}
