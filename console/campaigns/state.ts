import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CampaignFolder } from '../../cli/campaign/folder';
import { FollowedJournal } from '../../cli/campaign/follow';
import { optionArgs } from '../../cli/shell';
import { LOCAL_STACK } from '../../cli/stack-choice';
import { CAMPAIGN_NAME } from '../../shared/campaign/key';
import type { Manifest } from '../../shared/campaign/manifest';
import { readManifest } from '../../shared/campaign/read-plan';
import { Jobs } from './jobs';
import { Plans } from './plans';
import { Uploads } from './uploads';

/** A planned campaign with what its runs have noted. */
export interface Campaign {
  readonly folder: CampaignFolder;
  readonly manifest: Manifest;
  readonly journal: FollowedJournal;
}

/** The campaigns of a folder, and what one running console knows of them. */
export class Campaigns {
  readonly jobs = new Jobs();
  readonly uploads = new Uploads();
  readonly plans = new Plans();
  private readonly journals = new Map<
    string,
    { readonly sha256: string; readonly journal: FollowedJournal }
  >();

  /**
   * @param dir an absolute path
   * @param stack whose console this is; `LOCAL_STACK` for the local one
   */
  constructor(
    readonly dir: string,
    private readonly stack = LOCAL_STACK,
  ) {}

  /** Arguments that lead commands in this folder of work to the campaigns; none where they look by themselves. */
  get dirArgs(): readonly string[] {
    const from = relative(process.cwd(), this.dir);
    return from === 'campaigns'
      ? []
      : optionArgs('dir', from.startsWith('..') || from === '' ? this.dir : from);
  }

  folder(name: string): CampaignFolder {
    return { name, path: join(this.dir, name) };
  }

  /** Names of the folders with a manifest, the newest plan first. */
  async names(): Promise<string[]> {
    const found = await readdir(this.dir, { withFileTypes: true }).catch(() => []);
    this.forgetAllBut(new Set(found.map((each) => each.name)));
    const names = found.filter((each) => each.isDirectory() && CAMPAIGN_NAME.test(each.name));
    const dated = await Promise.all(
      names.map(async ({ name }) => {
        const file = await stat(join(this.dir, name, 'manifest.json')).catch(() => null);
        return { name, atMs: file?.mtimeMs ?? null };
      }),
    );
    return dated
      .filter(({ atMs }) => atMs !== null)
      .sort((a, b) => Number(b.atMs) - Number(a.atMs) || (a.name < b.name ? -1 : 1))
      .map(({ name }) => name);
  }

  /** @returns null if there is no such plan; @throws PlanError for a damaged one */
  async find(name: string): Promise<Campaign | null> {
    if (!CAMPAIGN_NAME.test(name)) return null;
    const folder = this.folder(name);
    if ((await stat(join(folder.path, 'manifest.json')).catch(() => null)) === null) {
      this.journals.delete(name);
      return null;
    }
    const manifest = await readManifest(folder.path);
    const journal = this.journalOf(folder, manifest);
    await journal.read();
    return { folder, manifest, journal };
  }

  /** What has been read of deleted campaigns must not stay. */
  private forgetAllBut(names: ReadonlySet<string>): void {
    for (const name of this.journals.keys()) if (!names.has(name)) this.journals.delete(name);
  }

  private journalOf({ name, path }: CampaignFolder, manifest: Manifest): FollowedJournal {
    const { plan_sha256: sha256 } = manifest;
    const known = this.journals.get(name);
    if (known?.sha256 === sha256) return known.journal;
    const journal = new FollowedJournal(path, manifest, this.stack);
    this.journals.set(name, { sha256, journal });
    return journal;
  }
}
