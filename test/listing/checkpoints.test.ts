import { checkpointId, checkpointItem } from '../../shared/listing/checkpoint-item';
import { MINIAPP, recordItem, Stage } from './list-kit';
import type { Item } from './list-memory';

const STEP = 10;

/** A table of so many immutable records whose checkpoints have been made. */
async function warm(count: number, pageSize?: number): Promise<Stage> {
  const stage = new Stage(STEP, pageSize);
  stage.addImmutable(count);
  await stage.page(0, 1);
  stage.calls.length = 0;
  return stage;
}

describe('a list over a table that held records before there were checkpoints', () => {
  it('gives the right page, and leaves a checkpoint at every step of immutable records', async () => {
    const stage = new Stage(STEP, 7);
    stage.addImmutable(95);
    await stage.expectPage(3, 20);
    expect(stage.checkpointCounts()).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    stage.expectTrueCheckpoints();
  });

  it('makes no checkpoint that is younger than the margin, since a record may still come before it', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(15);
    for (let young = 0; young < 30; young += 1) stage.add();
    await stage.expectPage(0, 100);
    expect(stage.checkpointCounts()).toEqual([10]);
    stage.add(9_000);
    await stage.expectPage(0, 100);
    stage.makeImmutable();
    await stage.expectPage(0, 100);
    expect(stage.checkpointCounts()).toEqual([10, 20, 30, 40]);
    stage.expectTrueCheckpoints();
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
  stage.changeCheckpoint(count, { ids: { S: change(stage.idsOf(count)).join('') } });
}

/** A checkpoint that is whole, as a fault of our own would make it, but tells of other records. */
function makeUp(stage: Stage, count: number, change: (ids: Ids) => Ids): void {
  const timeKey = String(stage.db.items.get(checkpointId(MINIAPP, count))?.time_key?.S).slice(13);
  stage.db.put(checkpointItem(MINIAPP, { count, timeKey, ids: change(stage.idsOf(count)) }));
}

describe('a checkpoint that is lost or changed', () => {
  const CHANGES: [string, (stage: Stage, count: number) => void][] = [
    ['is gone', (stage, count) => stage.loseCheckpoint(count)],
    ['has no ids', (stage, count) => stage.changeCheckpoint(count, { ids: { S: '' } })],
    ['has ids cut short', (stage, count) => stage.changeCheckpoint(count, { ids: { S: 'ab'.repeat(100) } })],
    [
      'has ids of no records',
      (stage, count) => stage.changeCheckpoint(count, { ids: { S: 'f'.repeat(240) } }),
    ],
    ['is of another schema', (stage, count) => stage.changeCheckpoint(count, { v: { N: '2' } })],
    [
      'has a key of no form',
      (stage, count) => stage.changeCheckpoint(count, { time_key: { S: '000000000050#x' } }),
    ],
    [
      'has a key of no record',
      (stage, count) =>
        stage.changeCheckpoint(count, {
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
        stage.changeCheckpoint(count, { ids: other?.ids ?? { S: '' } });
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
    stage.addImmutable(10);
    await stage.expectAllPages(8);
    expect(stage.checkpointCounts()).toContain(count);
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
    stage.expectTrueCheckpoints();
  });

  it('is passed over when it is the last, at the price of a longer walk, once', async () => {
    const stage = await warm(105);
    stage.loseCheckpoint(100);
    await stage.expectPage(0, 5);
    expect(stage.calls).toContain('write');
    expect(stage.checkpointCounts()).toContain(100);
    stage.expectTrueCheckpoints();
  });

  it('is passed over even among many malformed ones, without a full recount', async () => {
    const stage = await warm(405, 50);
    for (const count of stage.checkpointCounts().slice(10))
      stage.changeCheckpoint(count, { time_key: { S: `${String(count).padStart(12, '0')}#corrupt` } });
    await stage.expectPage(0, 5);
    // Two reads of thirty malformed checkpoints; then 306 keys from checkpoint 100 on, fifty at a time.
    expect(stage.calls.filter((call) => call === 'query')).toHaveLength(2 + 7);
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
  });

  it('makes a list fall back to a full recount after a few wrong ones, instead of probing a hundred one by one', async () => {
    const stage = await warm(1_005);
    for (const count of stage.checkpointCounts())
      stage.changeCheckpoint(count, {
        time_key: { S: `${String(count).padStart(12, '0')}#1600000000000-${'a'.repeat(24)}` },
      });
    await stage.expectPage(500, 20);
    expect(stage.calls.filter((call) => call === 'query').length).toBeLessThan(12);
    expect(stage.log.lines.map(({ message }) => message)).toContain('list checkpoint key not found in index');
    stage.expectTrueCheckpoints();
  });

  it('is rebuilt together with its neighbours when many are lost', async () => {
    const stage = await warm(1_005);
    for (const count of [300, 310, 320, 330, 600]) stage.loseCheckpoint(count);
    await stage.expectPage(1_005 - 340, 60);
    expect(stage.checkpointCounts()).toEqual(expect.arrayContaining([300, 310, 320, 330]));
    stage.expectTrueCheckpoints();
  });
});

describe('checkpoints that cannot be written', () => {
  it('keep no list from its answer, and are written by a later one', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(100);
    stage.before = (call) => (call === 'write' ? Promise.reject(new Error('denied')) : Promise.resolve());
    await stage.expectAllPages(20);
    expect(stage.checkpointCounts()).toEqual([]);
    expect(stage.log.lines).toContainEqual({
      message: 'list checkpoints not saved',
      fields: { count: 10, error: expect.stringContaining('BatchWriteItem failed') },
    });
    stage.before = () => Promise.resolve();
    await stage.expectPage(0, 20);
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
  });

  it('for a busy moment are written when it is over', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(100);
    stage.db.unwritten = [7, 7, 2];
    await stage.page(0, 1);
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
    expect(stage.log.lines).toEqual([]);
  });

  it('in part leave gaps, which the next to read there fills', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(100);
    // The first round writes three; then DynamoDB takes nothing for as long as anybody waits.
    stage.db.unwritten = Array.from({ length: 7 }, () => 7);
    await stage.page(0, 1);
    expect(stage.checkpointCounts()).toEqual([10, 20, 30]);
    expect(stage.log.lines).toEqual([{ message: 'list checkpoints not saved', fields: { count: 7 } }]);
    await stage.expectAllPages(20);
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
  });
});
