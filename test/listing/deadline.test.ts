import { PlatformError } from '../../shared/api/errors';
import { Stage } from './list-kit';

const STEP = 10;

/** A clock that moves a second with every call, as a slow index would. */
function slow(stage: Stage): void {
  stage.before = () => {
    stage.nowMs += 1_000;
    return Promise.resolve();
  };
}

describe('many new records and little time', () => {
  it('end in an error that says how far it got and that a repeat goes on; it does, and gets there', async () => {
    const stage = new Stage(STEP, 100);
    stage.addImmutable(1_234);
    slow(stage);
    const counted: number[] = [];
    for (;;) {
      const answer = await stage.page(0, 20, stage.nowMs + 9_000).catch((error: unknown) => error);
      if (!(answer instanceof Error)) {
        expect(answer).toMatchObject({ totalCount: 1_234 });
        break;
      }
      expect(answer).toBeInstanceOf(PlatformError);
      expect(answer.message).toMatch(
        /^The list is still being counted, \d+ records so far: retry to continue/,
      );
      counted.push(Number(/\d+/.exec(answer.message)?.[0]));
      expect(stage.checkpointCounts().at(-1)).toBe(Math.floor((counted.at(-1) ?? 0) / STEP) * STEP);
    }
    expect(counted.length).toBeGreaterThan(1);
    expect(counted).toEqual([...new Set(counted)].sort((a, b) => a - b));
    stage.expectTrueCheckpoints();
    await stage.expectAllPages(100);
  });

  it('read each key once, but for those behind the last checkpoint at each repeat', async () => {
    const stage = new Stage(STEP, 50);
    stage.addImmutable(1_000);
    let failed = 0;
    while (stage.checkpointCounts().length < 100) {
      await stage.page(0, 1, 0).catch(() => {
        failed += 1;
      });
    }
    const keyPages = stage.calls.filter((call) => call === 'query').length - failed;
    expect(keyPages).toBeLessThanOrEqual(1_000 / 40 + 1);
  });

  it('promise no progress where checkpoints cannot be written', async () => {
    const stage = new Stage(STEP, 100);
    stage.addImmutable(1_234);
    stage.before = (call) => (call === 'write' ? Promise.reject(new Error('denied')) : Promise.resolve());
    await expect(stage.page(0, 20, 0)).rejects.toThrow(
      'The list is still being counted, 100 records so far: 10 of its checkpoints could not be written (see the log), so a retry may not get further.',
    );
  });

  it('never refuse a warm answer, however little time is left', async () => {
    const stage = new Stage(STEP, 100);
    stage.addImmutable(1_234);
    await stage.page(0, 1);
    expect(await stage.page(600, 20, 0)).toMatchObject({ totalCount: 1_234 });
  });

  it('never refuse one over records too young for a checkpoint, which a repeat would walk again', async () => {
    const stage = new Stage(STEP, 20);
    for (let young = 0; young < 150; young += 1) stage.add();
    expect(await stage.page(100, 20, 0)).toEqual({
      ids: stage.newestFirst().slice(100, 120),
      totalCount: 150,
    });
  });
});

describe('a busy DynamoDB', () => {
  it('that leaves keys unread is asked for the rest', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(99);
    await stage.page(0, 1);
    stage.db.unread = [10, 5, 5, 3];
    await stage.expectPage(0, 20);
    expect(stage.db.unread).toEqual([]);
  });

  it('that gives nothing over and over is an error, never a shorter page', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(9);
    stage.db.unread = Array.from({ length: 50 }, () => 9);
    await expect(stage.page(0, 20)).rejects.toThrow(/BatchGetItem left 9 records unread/);
    expect(stage.db.unread).toHaveLength(44);
  });

  it('whose index tells of a record that the table does not have is an error, never a shorter page', async () => {
    const stage = new Stage(STEP);
    stage.addImmutable(15);
    const [, gone] = stage.newestFirst();
    stage.db.items.delete(gone ?? '');
    await expect(stage.page(0, 5)).rejects.toThrow(/index by_time contains records/);
  });

  it.each(['query', 'get'])('that fails at a %s makes the list throw', async (name) => {
    const stage = new Stage(STEP);
    stage.addImmutable(15);
    stage.before = (call) => (call === name ? Promise.reject(new Error('gone')) : Promise.resolve());
    await expect(stage.page(0, 5)).rejects.toThrow(PlatformError);
  });
});
