import { rmdirSync, rmSync } from 'node:fs';
import type { Manifest } from '../../../shared/campaign/manifest';
import { makeWorkFolder } from '../../../shared/campaign/work-folder';
import { writePlan } from '../../../shared/campaign/write-plan';
import { checkIdentity, checkSameKeys, presentManifest } from './check/same-keys';
import { sentBefore } from './check/sent-before';
import type { Input } from './input/row';
import { type Columns, checkGiven, findColumns } from './judge/columns';
import { type Defaults, defaultsProblem, Judge } from './judge/judge';
import { OptionError } from './reason/errors';
import { counted, Statistics } from './show/statistics';
import { headerOf, type Surveyed, surveyFile } from './survey';

/** What is planned, from the command's options. */
export interface Wanted {
  readonly campaign: string;
  /** The campaign's folder. */
  readonly dir: string;
  readonly input: Input;
  readonly defaults: Defaults;
  readonly ignored: readonly string[];
  readonly budgetFen: number | null;
  readonly maxPerRecipientFen: number | null;
  readonly approval: Manifest['approval'];
  readonly progress: (rows: number) => void;
  /** Called when every row has been judged. @returns whether the good rows are planned */
  readonly accepts: (surveyed: Surveyed, columns: Columns) => Promise<boolean>;
}

export interface Planned {
  readonly manifest: Manifest;
  readonly surveyed: Surveyed;
  readonly statistics: Statistics;
}

/**
 * Judges a file and makes it the plan of the campaign.
 * @returns null if `accepts` said no; the present plan is then as it was
 * @throws PlanError, CommandError or UsageError that says what is wrong with the file as a whole
 */
export async function makePlan(wanted: Wanted): Promise<Planned | null> {
  const { campaign, dir, input, defaults } = wanted;
  const columns = findColumns(await headerOf(input), wanted.ignored);
  checkGiven(columns, defaults);
  const problem = defaultsProblem(defaults, columns);
  if (problem !== null) throw new OptionError(problem);
  const identity = columns.at.has('row_key') ? 'row_key' : 're_openid';
  const present = await presentManifest(dir);
  checkIdentity(present, identity);
  const work = makeWorkFolder(dir);
  try {
    const judge = new Judge(campaign, columns, defaults);
    const { maxPerRecipientFen, progress } = wanted;
    const place = { present: present === null ? null : dir, work };
    const surveyed = await surveyFile({ input, columns, judge, maxPerRecipientFen, progress, ...place });
    if (!(await wanted.accepts(surveyed, columns))) return null;
    if (surveyed.keys !== null) checkSameKeys(surveyed.keys.present, surveyed.keys.next);
    const earlier_fen = await sentBefore(
      { dir, work, present },
      { payments: surveyed.identities, isLeftOut: (row) => surveyed.faults.has(row) },
    );
    const statistics = new Statistics();
    const head = {
      ...({ campaign, identity, approval: wanted.approval } as const),
      created_at: Math.floor(Date.now() / 1000),
      ...{ budget_fen: wanted.budgetFen, max_per_recipient_fen: maxPerRecipientFen },
      ...(earlier_fen > 0 && { earlier_fen }),
    };
    const manifest = await writePlan(dir, head, counted(surveyed.good(), statistics));
    return { manifest, surveyed, statistics };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Deletes the folder of a campaign that was created for a plan which was refused. */
export function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // It holds a plan or an error file, or was never made.
  }
}
