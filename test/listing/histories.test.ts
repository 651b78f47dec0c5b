import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { PlatformError } from '../../shared/api/errors';
import { recount } from '../../shared/listing/recount';
import { MINIAPP, Stage, TABLE } from './list-kit';

/** Histories of sends, waits, lists, crashes and damage, each list held against a plain model of the table. */

const MINUTE_MS = 60_000;

type Step =
  | { readonly kind: 'send'; readonly agoMs: number; readonly lagMs: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'list'; readonly offset: number; readonly limit: number }
  | { readonly kind: 'crash'; readonly offset: number; readonly limit: number; readonly afterCalls: number }
  | { readonly kind: 'lose' | 'spoil ids' | 'spoil key' | 'spoil time'; readonly which: number };

const page = { offset: fc.nat(40), limit: fc.integer({ min: 1, max: 30 }) };
const sending = fc.record({
  kind: fc.constant('send' as const),
  // A claim is given up 10 s after its time; the index follows within seconds, here within 2 minutes.
  agoMs: fc.nat(10_000),
  lagMs: fc.nat(2 * MINUTE_MS),
});
const waiting = fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(10 * MINUTE_MS) });
const step = fc.oneof(
  { weight: 8, arbitrary: sending },
  { weight: 3, arbitrary: waiting },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('list' as const), ...page }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), ...page, afterCalls: fc.nat(8) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'lose' as const,
        'spoil ids' as const,
        'spoil key' as const,
        'spoil time' as const,
      ),
      which: fc.nat(),
    }),
  },
);
const history = fc.record({
  step: fc.integer({ min: 1, max: 5 }),
  pageSize: fc.integer({ min: 1, max: 12 }),
  steps: fc.array<Step>(step, { minLength: 20, maxLength: 120, size: 'max' }),
});

/** The list dies at a call: neither that one nor any later happens. What it answered before that has to be right. */
async function crash(stage: Stage, { offset, limit, afterCalls }: Step & { kind: 'crash' }): Promise<void> {
  let calls = 0;
  stage.before = () => {
    calls += 1;
    return calls > afterCalls ? Promise.reject(new Error('dead')) : Promise.resolve();
  };
  const ids = stage.newestFirst();
  const wanted = { ids: ids.slice(offset, offset + limit), totalCount: ids.length };
  const answer = await stage.page(offset, limit).catch((error: unknown) => error);
  if (answer instanceof Error) expect(answer).toBeInstanceOf(PlatformError);
  else expect(answer).toEqual(wanted);
  stage.before = () => Promise.resolve();
}

function damage(stage: Stage, { kind, which }: Step & { which: number }): void {
  const counts = stage.checkpointCounts();
  const count = counts[which % counts.length];
  if (count === undefined) return;
  const digits = String(count).padStart(12, '0');
  if (kind === 'lose') stage.loseCheckpoint(count);
  if (kind === 'spoil ids') stage.changeCheckpoint(count, { ids: { S: 'e'.repeat(24 * stage.step) } });
  if (kind === 'spoil key') stage.changeCheckpoint(count, { time_key: { S: `${digits}#corrupt` } });
  if (kind === 'spoil time')
    stage.changeCheckpoint(count, { time_key: { S: `${digits}#1690000000000-${'c'.repeat(24)}` } });
}

async function run(stage: Stage, one: Step): Promise<void> {
  switch (one.kind) {
    case 'send':
      stage.add(one.agoMs, one.lagMs);
      break;
    case 'wait':
      stage.nowMs += one.ms;
      break;
    case 'list':
      await stage.expectPage(one.offset, one.limit);
      break;
    case 'crash':
      await crash(stage, one);
      break;
    case 'lose':
    case 'spoil ids':
    case 'spoil key':
    case 'spoil time':
      damage(stage, one);
  }
}

describe('after any history', () => {
  it('every list is the model’s slice, and its total_count the number of durable records', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 15 }), async ({ step, pageSize, steps }, limit) => {
        const stage = new Stage(step, pageSize);
        for (const one of steps) await run(stage, one);
        stage.makeImmutable();
        await stage.expectAllPages(limit);
        expect((await stage.page(0, 1)).totalCount).toBe(stage.newestFirst().length);
        stage.expectTrueCheckpoints();
      }),
      { numRuns: 150 },
    );
  });

  it('a recount leaves every checkpoint that there should be, each true, and finds nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ step, pageSize, steps }) => {
        const stage = new Stage(step, pageSize);
        for (const one of steps) await run(stage, one);
        stage.makeImmutable();
        const options = { step, now: () => stage.nowMs };
        const { records, checkpoints } = await recount(stage.db.client, TABLE, MINIAPP, options);
        expect(records).toBe(stage.newestFirst().length);
        expect(stage.checkpointCounts()).toEqual(stage.expectedCounts());
        expect(checkpoints).toBe(stage.expectedCounts().length);
        stage.expectTrueCheckpoints();
        const again = await recount(stage.db.client, TABLE, MINIAPP, options);
        expect(again).toEqual({ records, checkpoints, added: 0, missing: 0, wrong: 0, surplus: 0 });
      }),
      { numRuns: 100 },
    );
  });
});

describe('lists and sends at once', () => {
  it('do each other no harm, in whatever order their calls come', async () => {
    const schedule = fc.record({
      step: fc.integer({ min: 1, max: 4 }),
      pageSize: fc.integer({ min: 1, max: 9 }),
      immutable: fc.nat(40),
      pauses: fc.array(fc.nat(4), { minLength: 5, maxLength: 30 }),
      lists: fc.array(fc.record(page), { minLength: 2, maxLength: 4 }),
      sends: fc.array(fc.tuple(fc.nat(10_000), fc.nat(60_000)), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ step, pageSize, immutable, pauses, lists, sends }) => {
        const stage = new Stage(step, pageSize);
        stage.addImmutable(immutable);
        let turn = 0;
        const pause = async (): Promise<void> => {
          turn += 1;
          for (let ticks = pauses[turn % pauses.length] ?? 0; ticks > 0; ticks -= 1) await setImmediate();
        };
        stage.before = pause;
        const sender = async (): Promise<void> => {
          for (const [agoMs, lagMs] of sends) {
            await pause();
            stage.nowMs += 20_000;
            stage.add(agoMs, lagMs);
          }
        };
        const before = stage.newestFirst().length;
        const answers = await Promise.all([
          ...lists.map(({ offset, limit }) => stage.page(offset, limit)),
          sender().then(() => null),
        ]);
        const shown = stage.newestFirst();
        for (const answer of answers.filter((one) => one !== null)) {
          expect(answer.totalCount).toBeGreaterThanOrEqual(before);
          expect(answer.totalCount).toBeLessThanOrEqual(shown.length);
          // In the order of the whole, so none twice.
          expect(answer.ids).toEqual(shown.filter((id) => answer.ids.includes(id)));
        }
        stage.before = () => Promise.resolve();
        stage.makeImmutable();
        stage.expectTrueCheckpoints();
        await stage.expectAllPages(7);
        stage.expectTrueCheckpoints();
      }),
      { numRuns: 150 },
    );
  });
});
