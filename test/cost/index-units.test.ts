import { join } from 'node:path';
import { bytesOf, type Item, indexesOf, indexWriteUnits } from '../../scripts/cost/index-units';
import { readService } from '../../scripts/local/service-file';
import { ROOT } from '../kit/process';

const INDEX = { keys: ['due', 'due_at'], projected: ['due', 'due_at', 'id', 'note'] };
const DUE: Item = { id: { S: '1' }, due: { S: 'unfinished#1' }, due_at: { N: '5' }, note: { S: 'a' } };
const { due: _, ...NOT_DUE } = DUE;

describe('indexWriteUnits', () => {
  it.each<[string, Item | null, Item | null, number]>([
    ['an item that is new', null, DUE, 1],
    ['an item without the key', null, NOT_DUE, 0],
    ['an entry that goes', DUE, NOT_DUE, 1],
    ['a changed key: one entry goes, one comes', DUE, { ...DUE, due_at: { N: '6' } }, 2],
    ['a changed attribute of the entry', DUE, { ...DUE, note: { S: 'b' } }, 1],
    ['a change outside the entry', DUE, { ...DUE, other: { S: 'b' } }, 0],
    ['an entry of more than 1 KB', null, { ...DUE, note: { S: 'x'.repeat(1_024) } }, 2],
  ])('counts for %s', (_name, before, after, units) => {
    expect(indexWriteUnits(before, after, INDEX)).toBe(units);
  });

  it('knows the three indexes of serverless.yml', async () => {
    const { table } = await readService(join(ROOT, 'serverless.yml'));
    expect(indexesOf(table, 'id').map(({ projected }) => projected)).toEqual([
      ['miniapp_id', 'time_key', 'id'],
      ['re_openid', 'time_key', 'id', 'miniapp_id'],
      ['due', 'due_at', 'id'],
    ]);
  });
});

describe('bytesOf', () => {
  it('adds names and values, texts in UTF-8, numbers by two digits to the byte', () => {
    expect(bytesOf({ a: { S: '红包' }, bc: { N: '12345' } })).toBe(1 + 6 + 2 + 4);
  });
});
