import { Batches } from '../../shared/listing/batches';
import { checkpointId, checkpointItem } from '../../shared/listing/checkpoint-item';
import { recount } from '../../shared/listing/recount';
import { MINIAPP, recordItem, Stage, TABLE } from './list-kit';
import type { Item } from './list-memory';

const STEP = 10;

function recountOf(stage: Stage) {
  return recount(stage.db.client, TABLE, MINIAPP, { step: STEP, now: () => stage.nowMs });
}

async function warm(count: number): Promise<Stage> {
  const stage = new Stage(STEP, 30);
  stage.addImmutable(count);
  await stage.page(0, 1);
  return stage;
}

const NO_FAULT = { added: 0, missing: 0, wrong: 0, surplus: 0 };

describe('a recount', () => {
  it('of a table without checkpoints makes them all, which is no fault', async () => {
    const stage = new Stage(STEP, 30);
    stage.addImmutable(105);
    expect(await recountOf(stage)).toEqual({ ...NO_FAULT, records: 105, checkpoints: 10, added: 10 });
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
  });

  it('finds nothing where lists have made the checkpoints, and writes nothing', async () => {
    const stage = await warm(105);
    stage.calls.length = 0;
    expect(await recountOf(stage)).toEqual({ ...NO_FAULT, records: 105, checkpoints: 10 });
    expect(stage.calls).not.toContain('write');
  });

  it('tells the missing, the wrong and the surplus apart, repairs them, and then finds none', async () => {
    const stage = await warm(105);
    stage.loseCheckpoint(30);
    stage.loseCheckpoint(100);
    stage.changeCheckpoint(50, { ids: { S: 'a'.repeat(240) } });
    stage.changeCheckpoint(60, { time_key: { S: 'what' } });
    const [newest = ''] = stage.newestFirst();
    stage.db.put(checkpointItem(MINIAPP, { count: 990, timeKey: `1700000000000-${newest}`, ids: [] }));
    expect(await recountOf(stage)).toEqual({
      ...{ records: 105, checkpoints: 10, added: 1, missing: 1, wrong: 2, surplus: 1 },
    });
    expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
    stage.expectTrueCheckpoints();
    expect(await recountOf(stage)).toEqual({ ...NO_FAULT, records: 105, checkpoints: 10 });
  });

  it('repairs checkpoints that count records which came late, for instance from a backup, so that lists are right again', async () => {
    const stage = await warm(105);
    stage.db.put(recordItem(9_999, stage.nowMs - 30 * 24 * 3_600_000));
    expect((await stage.page(0, 1)).totalCount).toBe(105);
    expect(await recountOf(stage)).toMatchObject({ records: 106, wrong: 10 });
    await stage.expectAllPages(20);
  });

  it('leaves every record as it was', async () => {
    const stage = await warm(55);
    stage.changeCheckpoint(20, { v: { N: '9' } });
    const records = () => [...stage.db.items].filter(([id]) => !id.startsWith('mark#'));
    const before = structuredClone(records());
    expect(before).toHaveLength(55);
    await recountOf(stage);
    expect(records()).toEqual(before);
  });

  it('takes nothing away that is not called a checkpoint, whatever partition it stands in', async () => {
    const stage = await warm(55);
    const stray: Item = { ...recordItem(77, stage.nowMs), miniapp_id: { S: `marks#${MINIAPP}` } };
    stage.db.put(stray);
    await expect(recountOf(stage)).rejects.toThrow(/is in the checkpoint partition but is not a checkpoint/);
    expect(stage.db.items.get(String(stray.id?.S))).toEqual(stray);
  });

  it('has no way to write or take away anything but checkpoints', async () => {
    const stage = await warm(5);
    const batches = new Batches(stage.db.client, TABLE, () => Promise.resolve());
    const [id = ''] = stage.newestFirst();
    const record = stage.db.items.get(id);
    await expect(batches.remove([checkpointId(MINIAPP, 10), id])).rejects.toThrow(
      `${id} is not a list checkpoint`,
    );
    await expect(batches.put([{ ...record }])).rejects.toThrow(`${id} is not a list checkpoint`);
    expect(stage.db.items.get(id)).toBe(record);
  });

  it('says so when DynamoDB does not take a checkpoint', async () => {
    const stage = await warm(55);
    stage.loseCheckpoint(20);
    stage.db.unwritten = Array.from({ length: 6 }, () => 1);
    await expect(recountOf(stage)).rejects.toThrow(/left 1 checkpoints unwritten/);
  });
});
