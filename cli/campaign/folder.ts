import { join, resolve } from 'node:path';
import { type Holder, LockedError, readHolder, takeLock } from '../../scripts/local/lock';
import { CAMPAIGN_NAME } from '../../shared/campaign/key';
import { CommandError, UsageError } from '../errors';

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
  return ` --dir ${/^[\w./-]+$/.test(dir) ? dir : `'${dir.replaceAll("'", "'\\''")}'`}`;
}

/** The campaign that the one argument names. @throws UsageError */
export function folderOf(positionals: readonly string[], dir = 'campaigns'): CampaignFolder {
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError('The name of the campaign is missing.');
  if (others.length > 0) throw new UsageError(`One campaign at a time; got also "${others.join(' ')}".`);
  if (!CAMPAIGN_NAME.test(name))
    throw new UsageError(`A campaign's name has 1 to 64 of a-z, 0-9 and "-", got "${name}".`);
  if (dir === '') throw new UsageError('--dir must name a folder.');
  return { name, path: resolve(dir, name) };
}

function lockFile(path: string): string {
  return join(path, 'lock');
}

/** The process of this machine that works on the campaign; null if none does. */
export function holderOf({ path }: CampaignFolder): Promise<Holder | null> {
  return readHolder(lockFile(path));
}

/**
 * Keeps other processes of this machine from working on the campaign. Keys make two runs at once safe on two machines
 * as well; they would only do the same work twice.
 * @returns a function that lets go
 * @throws CommandError naming the process that works on it
 */
export async function lockCampaign({ name, path }: CampaignFolder): Promise<() => Promise<void>> {
  try {
    // A run that was killed leaves its lock behind, which is nothing to report: the next one just goes on.
    return await takeLock(lockFile(path), () => undefined);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { pid, since } = error.holder;
    throw new CommandError(
      `Process ${pid} works on the campaign ${name} since ${since}. Wait for it, or end it with: kill -INT ${pid}`,
      { cause: error },
    );
  }
}

/** Does work that no run of the campaign may overlap. @throws CommandError naming the process that works on it */
export async function whileLocked<T>(folder: CampaignFolder, work: () => Promise<T>): Promise<T> {
  const unlock = await lockCampaign(folder);
  try {
    return await work();
  } finally {
    await unlock();
  }
}
