import { recordLines, summaryLines } from './columns';
import { BOM } from './csv';
import type { Entry } from './entry';
import { writeTogether } from './files';
import { type Report, reportPage } from './page';
import { Totals } from './totals';
import type { Words } from './words';

export interface Made {
  readonly report: Report;
  /** How many count. */
  readonly records: number;
}

type Base = Omit<Report, 'cells' | 'paidAtUnknown'>;

export interface Options {
  /** For the files; null for none. */
  readonly dir: string | null;
  readonly words: Words;
  readonly showsOpenids: boolean;
}

/** Reads the records once: into the files of a folder, or without one into the sums alone. */
export async function makeReport(
  base: Base,
  entries: AsyncIterable<Entry>,
  { dir, words, showsOpenids }: Options,
): Promise<Made> {
  const totals = new Totals(base.range);
  const lines = recordLines(showsOpenids);
  async function* records(): AsyncGenerator<string, void, undefined> {
    yield BOM + lines.head;
    for await (const entry of entries) {
      totals.add(entry);
      yield lines.line(entry);
    }
  }
  const report = (): Report => ({
    ...base,
    ...{ cells: totals.sorted(), paidAtUnknown: totals.paidAtUnknown },
  });
  if (dir === null) for await (const entry of entries) totals.add(entry);
  else
    await writeTogether(dir, {
      'report.csv': records,
      'summary.csv': () => [BOM, ...summaryLines(totals.sorted())],
      'report.html': () => [reportPage(report(), words)],
    });
  return { report: report(), records: totals.records };
}
