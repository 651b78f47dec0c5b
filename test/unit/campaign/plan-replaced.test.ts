import fs, { mkdirSync, readdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../../shared/campaign/manifest';
import { finishReplacing, PLAN_FILES } from '../../../shared/campaign/plan-folder';
import { openPlan, readManifest } from '../../../shared/campaign/read-plan';
import { type PlannedRow, writePlan } from '../../../shared/campaign/write-plan';
import { removeTempFolders, tempFolder } from '../../kit/folder';
import { HEAD, planned, rows } from './plan-kit';

afterEach(() => jest.restoreAllMocks());
afterAll(removeTempFolders);

let dir: string;

beforeEach(async () => {
  dir = join(await tempFolder(), 'campaigns/spring');
});

test('openPlan checks the next plan where that takes the place of the first meanwhile', async () => {
  await writePlan(dir, HEAD, rows(3));
  const { open } = promises;
  jest.spyOn(promises, 'open').mockImplementationOnce(async (path) => {
    await writePlan(dir, HEAD, rows(5));
    return open(path);
  });
  const plan = await openPlan(dir);
  expect(plan.manifest.count).toBe(5);
  expect(() => plan.lines()).not.toThrow();
});

describe('a planner that is interrupted', () => {
  async function* thatFails(): AsyncGenerator<PlannedRow> {
    yield planned(2);
    await Promise.resolve();
    throw new Error('killed');
  }

  test('leaves the old plan whole', async () => {
    const old = await writePlan(dir, HEAD, rows(3));
    await expect(writePlan(dir, HEAD, thatFails())).rejects.toThrow('killed');
    expect((await openPlan(dir)).manifest).toEqual(old);
  });

  test('leaves a work folder that the next one deletes', async () => {
    // No process has this number.
    mkdirSync(join(dir, '.work-999999999-1/recipients'), { recursive: true });
    await writePlan(dir, HEAD, rows(3));
    expect(readdirSync(dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
  });

  /** Leaves the folder as a planner does that was killed before the first of these files was in place. */
  async function planIncompletely(count: number, files: number = PLAN_FILES.length): Promise<Manifest> {
    const old = join(dir, 'old');
    const left = PLAN_FILES.slice(-files);
    mkdirSync(old);
    for (const file of left) renameSync(join(dir, file), join(old, file));
    const next = await writePlan(dir, HEAD, rows(count));
    mkdirSync(join(dir, '.plan-complete'));
    for (const file of left) renameSync(join(dir, file), join(dir, '.plan-complete', file));
    for (const file of left) renameSync(join(old, file), join(dir, file));
    rmdirSync(old);
    return next;
  }

  test('while it put a complete plan in place: the next reader puts the rest in place', async () => {
    await writePlan(dir, HEAD, rows(3));
    const next = await planIncompletely(5, 2);
    expect(await readManifest(dir)).toEqual(next);
    expect((await openPlan(dir)).manifest.count).toBe(5);
  });

  /** Calls `meanwhile` before the reader's step of this number, of three files and their folder. */
  function aheadAt(step: number, meanwhile: () => void): void {
    let steps = 0;
    for (const name of ['renameSync', 'rmdirSync'] as const) {
      const original = fs[name] as (...paths: string[]) => void;
      jest.spyOn(fs, name).mockImplementation((...paths: unknown[]) => {
        steps += 1;
        if (steps === step) {
          jest.restoreAllMocks();
          meanwhile();
        }
        original(...(paths as string[]));
      });
    }
  }

  test.each([1, 2, 3, 4])(
    'and two readers, of which the other is ahead at step %i: both find the plan in place',
    async (step) => {
      await writePlan(dir, HEAD, rows(3));
      const next = await planIncompletely(5);
      aheadAt(step, () => finishReplacing(dir));
      expect(await readManifest(dir)).toEqual(next);
      expect(readdirSync(dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
    },
  );

  test('and a reader so slow that the plan after it is complete', async () => {
    await writePlan(dir, HEAD, rows(3));
    const next = await planIncompletely(5);
    aheadAt(4, () => writeFileSync(join(dir, '.plan-complete/rows.jsonl'), ''));
    expect(await readManifest(dir)).toEqual(next);
  });
});
