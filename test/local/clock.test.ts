import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack, startLocalStack } from '../../scripts/local/stack';
import { removeTempFolders } from '../kit/folder';
import { invokeIn, stackFolders } from './stack-fixture';

const DAY_MS = 24 * 3_600_000;

/** Invocations, headers and the machine's own clock are compared across processes. */
const TOLERANCE_MS = 5_000;

let folders: Awaited<ReturnType<typeof stackFolders>>;
let stack: LocalStack;

/** How far the tests have moved the clock so far. */
let movedMs = 0;
let startedAtMs: number;

beforeAll(async () => {
  startedAtMs = Date.now();
  folders = await stackFolders();
  stack = await startLocalStack(folders);
});
afterAll(async () => {
  await stack.close();
  await removeTempFolders();
});

interface Seen {
  readonly pid: number;
  /** By this machine's clock, when it was answered. */
  readonly seenAtMs: number;
  /** `Date.now()`, `new Date()` and `Date()` in the handler, and `Date.now()` while the bundle was loaded. */
  readonly times: { readonly now: number; readonly date: number; readonly text: string };
  readonly loadedAt: number;
  readonly leftMs: number;
  readonly fileTimeIsDate: boolean;
}

async function look(name = 'getSentRedPack', event: object = {}): Promise<Seen> {
  const seen = (await invokeIn(stack.env, name, event)) as Omit<Seen, 'seenAtMs'>;
  return { ...seen, seenAtMs: Date.now() };
}

async function moveClock(input: object): Promise<{ nowMs: number }> {
  const init = { method: 'POST', body: JSON.stringify(input) };
  const response = await fetch(`${stack.env.WECHAT_PAY_SANDBOX_ADMIN}/clock`, init);
  return (await response.json()) as { nowMs: number };
}

async function advance(advanceMs: number): Promise<void> {
  await moveClock({ advanceMs });
  movedMs += advanceMs;
}

/** The time is the machine’s, moved as the tests have moved it. */
function expectMoved(atMs: number, byMs = movedMs, nowMs = Date.now()): void {
  expect(Math.abs(atMs - nowMs - byMs)).toBeLessThan(TOLERANCE_MS);
}

/** The Date header of a stand-in for AWS, in unix milliseconds. */
async function headerOf(endpoint: string | undefined): Promise<number> {
  const response = await fetch(endpoint ?? '', { method: 'POST', body: '{}' });
  return Date.parse(response.headers.get('date') ?? '');
}

/** In this order: time only goes forward. */
describe('the clock of a local stack', () => {
  it('is the machine’s until it is moved', async () => {
    expectMoved((await look()).times.now, 0);
    expectMoved(await headerOf(stack.env.AWS_ENDPOINT_URL_DYNAMODB), 0);
    expectMoved(await headerOf(stack.env.AWS_ENDPOINT_URL_SECRETS_MANAGER), 0);
  });

  it('moves for a process that runs already and for one that starts later', async () => {
    const before = await look();
    await advance(31 * DAY_MS);
    const warm = await look();
    expect(warm.pid).toBe(before.pid);
    // Loaded by the first test.
    expect(warm.loadedAt).toBeGreaterThan(startedAtMs - TOLERANCE_MS);
    expect(warm.loadedAt).toBeLessThan(warm.seenAtMs + TOLERANCE_MS);
    const cold = await look('getRedPackStatus');
    expectMoved(cold.loadedAt);
    for (const { times, seenAtMs } of [warm, cold]) {
      for (const atMs of [times.now, times.date, Date.parse(times.text)])
        expectMoved(atMs, movedMs, seenAtMs);
    }
  });

  it('moves in the Date headers of DynamoDB and Secrets Manager, by which functions set their clocks', async () => {
    await advance(DAY_MS);
    expectMoved(await headerOf(stack.env.AWS_ENDPOINT_URL_DYNAMODB));
    expectMoved(await headerOf(stack.env.AWS_ENDPOINT_URL_SECRETS_MANAGER));
  });

  it('leaves the time that an invocation has, and its timers, as they are', async () => {
    const startedAtMs = performance.now();
    const { leftMs } = await look('getSentRedPack', { sleepMs: 50 });
    expect(leftMs).toBeGreaterThan(5_000);
    expect(leftMs).toBeLessThanOrEqual(10_000);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(49);
  });

  it('is that of dates which a function makes; a date that Node makes is still an instance of Date', async () => {
    expect((await look()).fileTimeIsDate).toBe(true);
  });

  it('is still moved after a restart', async () => {
    await stack.close();
    stack = await startLocalStack(folders);
    expectMoved((await look()).loadedAt);
  });

  it('is the sandbox’s at the start of an invocation, also when that runs fast', async () => {
    const start = await moveClock({ speed: 10_000 });
    await sleep(100);
    const { nowMs: beforeMs } = await moveClock({});
    expect(beforeMs - start.nowMs).toBeGreaterThan(500_000);
    const { times } = await look();
    expect(times.now).toBeGreaterThanOrEqual(beforeMs);
    expect(times.now).toBeLessThan((await moveClock({})).nowMs + TOLERANCE_MS);
  });

  it('is the machine’s again after a reset', async () => {
    await fetch(`${stack.env.WECHAT_PAY_SANDBOX_ADMIN}/reset`, { method: 'POST' });
    expectMoved((await look()).times.now, 0);
  });
});
