import { recordLines } from '../../cli/report/columns';
import { BOM } from '../../cli/report/csv';
import { entryOf } from '../../cli/report/entry';
import { withoutOpenid } from '../../cli/unfinished/openids';
import type { DetailedRecord } from '../../sdk/index';

/** The shown records as `./red-pack report` writes them; openids are masked wherever they stand unless shown. */
export function csvOf(records: readonly DetailedRecord[], showsOpenids: boolean): string {
  const { head, line } = recordLines(showsOpenids);
  const lines = records.map((record) => {
    const shown = showsOpenids ? record : withoutOpenid(record);
    return line(entryOf(shown));
  });
  return BOM + head + lines.join('');
}
