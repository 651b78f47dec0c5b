import { checkpointId, checkpointItem } from '../../shared/listing/checkpoint-item';
import { MINIAPP, recordItem, Stage } from './list-kit';
import type { Item } from './list-memory';

const STEP = 10;

/** A table of so many settled records whose marks have been made. */
async function warm(count: number, pageSize?: number): Promise<Stage> {
  const stage = new Stage(STEP, pageSize);
  stage.addSettled(count);
  await stage.page(0, 1);
  stage.calls.length = 0;
  return stage;
}

describe('a list over a table that held records before there were marks', () => {
  it('gives the right page, and leaves a mark at every step that is settled', async () => {
    const stage = new Stage(STEP, 7);
    stage.addSettled(95);
    await stage.expectPage(3, 20);
    expect(stage.markCounts()).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    stage.expectTrueMarks();
  });

  it('marks nothing that is younger than the margin, since a record may still come before it', async () => {
    const stage = new Stage(STEP);
    stage.addSettled(15);
    for (let young = 0; young < 30; young += 1) stage.add();
    await stage.expectPage(0, 100);
    expect(stage.markCounts()).toEqual([10]);
    stage.add(9_000);
    await stage.expectPage(0, 100);
    stage.settle();
    await stage.expectPage(0, 100);
    expect(stage.markCounts()).toEqual([10, 20, 30, 40]);
    stage.expectTrueMarks();
  });

  it('of a table with none is empty', async () => {
    await new Stage(STEP).expectPage(0, 20);
  });
});

describe('a warm list', () => {
  it.each([0, 5, 13, 20, 499, 977, 999, 1000, 5000])('at offset %i makes at most 4 calls', async (offset) => {
    const stage = await warm(1_007);
    await stage.expectPage(offset, 20);
    expect(stage.calls.length).toBeLessThanOrEqual(4);
    expect(stage.calls).not.toContain('write');
  });

  it('writes nothing for a table that stands still', async () => {
    const stage = await warm(1_000);
    await stage.expectAllPages(37);
    expect(stage.calls).not.toContain('write');
  });
});

type Ids = readonly string[];

function changeIds(stage: Stage, count: number, change: (ids: Ids) => Ids): void {
  stage.changeMark(count, { ids: { S: change(stage.idsOf(count)).join('') } });
}

/** A mark that is whole, as a fault of our own would make it, but tells of other records. */
function makeUp(stage: Stage, count: number, change: (ids: Ids) => Ids): void {
  const timeKey = String(stage.db.items.get(checkpointId(MINIAPP, count))?.time_key?.S).slice(13);
  stage.db.put(checkpointItem(MINIAPP, { count, timeKey, ids: change(stage.idsOf(count)) }));
}

describe('a mark that is lost or changed', () => {
  const CHANGES: [string, (stage: Stage, count: number) => void][] = [
    ['is gone', (stage, count) => stage.loseMark(count)],
    ['has no ids', (stage, count) => stage.changeMark(count, { ids: { S: '' } })],
    ['has ids cut short', (stage, count) => stage.changeMark(count, { ids: { S: 'ab'.repeat(100) } })],
    ['has ids of no records', (stage, count) => stage.changeMark(count, { ids: { S: 'f'.repeat(240) } })],
    ['is of another schema', (stage, count) => stage.changeMark(count, { v: { N: '2' } })],
    [
      'has a key of no form',
      (stage, count) => stage.changeMark(count, { time_key: { S: '000000000050#x' } }),
    ],
    [
      'has a key of no record',
      (stage, count) =>
        stage.changeMark(count, {
          time_key: { S: `${String(count).padStart(12, '0')}#1600000000000-${'a'.repeat(24)}` },
        }),
    ],
    [
      'has two ids exchanged',
      (stage, count) => changeIds(stage, count, ([a = '', b = '', ...rest]) => [b, a, ...rest]),
    ],
    ['has one id twice', (stage, count) => changeIds(stage, count, ([a = '', , ...rest]) => [a, a, ...rest])],
    [
      'has the ids of another',
      (stage, count) => {
        const other = stage.db.items.get(`mark#${MINIAPP}#${String(count - STEP).padStart(12, '0')}`);
        stage.changeMark(count, { ids: other?.ids ?? { S: '' } });
      },
    ],
  ];
  const places: [string, number][] = [
    ['the last one', 100],
    ['one in the middle', 50],
  ];

  it.each(
    places.flatMap(([place, count]) => CHANGES.map(([how, change]) => ({ place, count, how, change }))),
  )('($place $how) is rebuilt, and no page is served from it', async ({ count, change }) => {
    const stage = await warm(105);
    change(stage, count);
    await stage.expectAllPages(8);
    // The last one is passed by walking only, so the next step makes it good.
    stage.addSettled(10);
    await stage.expectAllPages(8);
    expect(stage.markCounts()).toContain(count);
  });

  it.each<[string, (stage: Stage, ids: Ids) => Ids]>([
    ['no records', (_, ids) => ids.map((id) => id.replace(/./g, 'f').slice(2) + id.slice(0, 2))],
    ['records in another order', (_, [a = '', b = '', ...rest]) => [b, a, ...rest]],
    ['one record twice', (_, [a = '', , ...rest]) => [a, a, ...rest]],
    [
      'a record of another mini-program',
      (stage, [first = '', ...rest]) => {
        const time_key = stage.db.items.get(first)?.time_key ?? { S: '' };
        const foreign: Item = { ...recordItem(7_777, 0), miniapp_id: { S: 'other' }, time_key };
        stage.db.put(foreign);
        return [String(foreign.id?.S), ...rest];
      },
    ],
  ])('is not served from when it is whole but tells of %s, and is rebuilt', async (_, change) => {
    const stage = await warm(105);
    makeUp(stage, 50, (ids) => change(stage, ids));
    await stage.expectPage(105 - 60, 30);
    expect(stage.log.lines.map(({ message }) => message)).toContain(
      'list checkpoint points to the wrong records',
    );
    stage.expectTrueMarks();
  });

  it('is passed over when it is the last, at the price of a longer walk, once', async () => {
    const stage = await warm(105);
    stage.loseMark(100);
    await stage.expectPage(0, 5);
    expect(stage.calls).toContain('write');
    expect(stage.markCounts()).toContain(100);
    stage.expectTrueMarks();
  });

  it('is passed over even among many malformed ones, without counting anew', async () => {
    const stage = await warm(405, 50);
    for (const count of stage.markCounts().slice(10))
      stage.changeMark(count, { time_key: { S: `${String(count).padStart(12, '0')}#spoilt` } });
    await stage.expectPage(0, 5);
    // Two looks at thirty malformed marks; then 306 keys from mark 100 on, fifty at a time.
    expect(stage.calls.filter((call) => call === 'query')).toHaveLength(2 + 7);
    expect(stage.markCounts()).toEqual(stage.settledCounts());
  });

  it('makes no list try a hundred others one by one: all of them wrong, it soon counts anew', async () => {
    const stage = await warm(1_005);
    for (const count of stage.markCounts())
      stage.changeMark(count, {
        time_key: { S: `${String(count).padStart(12, '0')}#1600000000000-${'a'.repeat(24)}` },
      });
    await stage.expectPage(500, 20);
    expect(stage.calls.filter((call) => call === 'query').length).toBeLessThan(12);
    expect(stage.log.lines.map(({ message }) => message)).toContain('list checkpoint key not found in index');
    stage.expectTrueMarks();
  });

  it('is rebuilt together with its neighbours when many are lost', async () => {
    const stage = await warm(1_005);
    for (const count of [300, 310, 320, 330, 600]) stage.loseMark(count);
    await stage.expectPage(1_005 - 340, 60);
    expect(stage.markCounts()).toEqual(expect.arrayContaining([300, 310, 320, 330]));
    stage.expectTrueMarks();
  });
});

describe('marks that cannot be written', () => {
  it('keep no list from its answer, and are written by a later one', async () => {
    const stage = new Stage(STEP);
    stage.addSettled(100);
    stage.before = (call) => (call === 'write' ? Promise.reject(new Error('denied')) : Promise.resolve());
    await stage.expectAllPages(20);
    expect(stage.markCounts()).toEqual([]);
    expect(stage.log.lines).toContainEqual({
      message: 'list checkpoints not saved',
      fields: { count: 10, error: expect.stringContaining('BatchWriteItem failed') },
    });
    stage.before = () => Promise.resolve();
    await stage.expectPage(0, 20);
    expect(stage.markCounts()).toEqual(stage.settledCounts());
  });

  it('for a busy moment are written when it is over', async () => {
    const stage = new Stage(STEP);
    stage.addSettled(100);
    stage.db.unwritten = [7, 7, 2];
    await stage.page(0, 1);
    expect(stage.markCounts()).toEqual(stage.settledCounts());
    expect(stage.log.lines).toEqual([]);
  });

  it('in part leave gaps, which the next to read there fills', async () => {
    const stage = new Stage(STEP);
    stage.addSettled(100);
    // The first round writes three; then DynamoDB takes nothing for as long as anybody waits.
    stage.db.unwritten = Array.from({ length: 7 }, () => 7);
    await stage.page(0, 1);
    expect(stage.markCounts()).toEqual([10, 20, 30]);
    expect(stage.log.lines).toEqual([{ message: 'list checkpoints not saved', fields: { count: 7 } }]);
    await stage.expectAllPages(20);
    expect(stage.markCounts()).toEqual(stage.settledCounts());
  });
});
