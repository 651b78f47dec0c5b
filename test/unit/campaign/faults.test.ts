import { join } from 'node:path';
import { Bits } from '../../../cli/campaign/plan/check/bits';
import { Faults } from '../../../cli/campaign/plan/check/faults';
import type { Reason } from '../../../cli/campaign/plan/reason/reason';
import { removeTempFolders, tempFolder } from '../../kit/folder';

afterAll(removeTempFolders);

/** One that says which row it is of. */
function reasonOf(row: number): Reason {
  return [{ kind: 'same-openid', row }];
}

test('Faults gives the reason of each row, in whatever order they were found', async () => {
  const faults = new Faults(join(await tempFolder(), 'faults'));
  const rows = Array.from({ length: 60_000 }, (_, n) => 2 + ((n * 7_919) % 60_000));
  for (const row of rows) if (row % 3 === 0) faults.add(row, reasonOf(row));
  expect(faults.count).toBe(20_000);
  const wrong = [...Array(60_000).keys()]
    .map((n) => n + 2)
    .filter((row) => JSON.stringify(faults.of(row)) !== JSON.stringify(row % 3 === 0 ? reasonOf(row) : null));
  expect(wrong).toEqual([]);
  expect(faults.first(3)).toEqual([3, 6, 9].map((row) => ({ row, reason: reasonOf(row) })));
});

test('a row far behind the others has its fault', async () => {
  const faults = new Faults(join(await tempFolder(), 'faults'));
  faults.add(9_999_999, [{ kind: 'hidden' }]);
  faults.add(2, [{ kind: 'unnamed' }]);
  expect(faults.of(9_999_999)).toEqual([{ kind: 'hidden' }]);
  expect(faults.has(9_999_998)).toBe(false);
  expect(faults.first(10).map(({ row }) => row)).toEqual([2, 9_999_999]);
});

test('Bits holds exactly the rows that were added', () => {
  const bits = new Bits();
  for (let row = 0; row < 100_000; row += 7) bits.add(row);
  const wrong = [...Array(100_010).keys()].filter(
    (row) => bits.has(row) !== (row < 100_000 && row % 7 === 0),
  );
  expect(wrong).toEqual([]);
});
