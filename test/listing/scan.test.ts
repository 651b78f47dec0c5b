import type { FullCheckpoint } from '../../shared/listing/checkpoint-item';
import { Scanner } from '../../shared/listing/scan';
import { TimeKeys } from '../../shared/listing/time-keys';
import { MINIAPP, Stage, TABLE } from './list-kit';

const STEP = 10;
const FAR_MS = Number.MAX_SAFE_INTEGER;

function walkerOf(stage: Stage): Scanner {
  return new Scanner(new TimeKeys(stage.db.client, TABLE), MINIAPP, STEP, () => stage.nowMs);
}

describe('a walk', () => {
  it('keeps of many records only the newest, which fill the largest page', async () => {
    const stage = new Stage(STEP, 250);
    stage.addImmutable(5_000);
    const walked = await walkerOf(stage).walk({ start: null, deadline: FAR_MS }, () => Promise.resolve(0));
    expect(walked?.total).toBe(5_000);
    expect(walked?.ids).toEqual(stage.newestFirst().slice(0, 1_100).reverse());
    expect(walked?.first).toBe(3_901);
  });

  it('keeps all that are too young for a checkpoint, which nobody could read back', async () => {
    const stage = new Stage(STEP, 250);
    stage.addImmutable(15);
    for (let young = 0; young < 2_000; young += 1) stage.add();
    const walked = await walkerOf(stage).walk({ start: null, deadline: FAR_MS }, () => Promise.resolve(0));
    expect(walked).toMatchObject({ total: 2_015, first: 11 });
    expect(walked?.ids).toHaveLength(2_005);
  });

  it('hands over each checkpoint once and in order, and reads on meanwhile', async () => {
    const stage = new Stage(STEP, 35);
    stage.addImmutable(200);
    const checkpoints: FullCheckpoint[] = [];
    let saving = 0;
    let readWhileSaving = false;
    stage.before = () => {
      readWhileSaving ||= saving > 0;
      return Promise.resolve();
    };
    await walkerOf(stage).walk({ start: null, deadline: FAR_MS }, async (some) => {
      saving += 1;
      await new Promise(setImmediate);
      checkpoints.push(...some);
      saving -= 1;
      return 0;
    });
    expect(checkpoints.map(({ count }) => count)).toEqual(stage.expectedCounts());
    expect(checkpoints.flatMap(({ ids }) => ids)).toEqual(stage.newestFirst().reverse());
    expect(readWhileSaving).toBe(true);
    expect(saving).toBe(0);
  });

  it('that has reached the end answers, though the time is up and checkpoints were made', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(100);
    expect(await stage.page(0, 20, 0)).toMatchObject({ totalCount: 100 });
    expect(stage.checkpointCounts()).toHaveLength(10);
  });

  it('to a count ends there, not at the end of a page of keys', async () => {
    const stage = new Stage(STEP, 20);
    stage.addImmutable(200);
    const walk = { start: null, until: 50, wanted: 31, deadline: FAR_MS };
    const walked = await walkerOf(stage).walk(walk, () => Promise.resolve(0));
    expect(walked).toMatchObject({ total: 50, first: 31 });
    expect(walked?.ids).toEqual(stage.newestFirst().reverse().slice(30, 50));
  });

  it('whose time is up first waits for the checkpoints to be saved', async () => {
    const stage = new Stage(STEP, 35);
    stage.addImmutable(200);
    let saved = 0;
    const walk = walkerOf(stage).walk({ start: null, deadline: 0 }, async (checkpoints) => {
      await new Promise(setImmediate);
      saved += checkpoints.length;
      return 0;
    });
    await expect(walk).rejects.toThrow('35 records so far');
    expect(saved).toBe(3);
  });

  it.each(['1600000000000', '9999999999999'])(
    'from a checkpoint whose key, of time %s, no record has is none',
    async (time) => {
      const stage = new Stage(STEP);
      stage.addImmutable(100);
      const start = { count: 50, timeKey: `${time}-${'a'.repeat(24)}` };
      const walk = walkerOf(stage).walk({ start, deadline: FAR_MS }, () => Promise.resolve(0));
      expect(await walk).toBeNull();
    },
  );

  it('rejects when the receiver of the checkpoints rejects', async () => {
    const stage = new Stage(STEP, 35);
    stage.addImmutable(200);
    const walk = walkerOf(stage).walk({ start: null, deadline: FAR_MS }, () =>
      Promise.reject(new Error('full')),
    );
    await expect(walk).rejects.toThrow('full');
  });
});
