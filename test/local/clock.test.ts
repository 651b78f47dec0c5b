import { type LocalStack, startLocalStack } from '../../scripts/local/stack';
import { invokeIn, stackFolders } from './stack-fixture';
import { removeTempFolders } from './temp-folder';

const DAY_MS = 24 * 3_600_000;

/** Invocations, headers and the machine's own clock are compared across processes. */
const TOLERANCE_MS = 5_000;

let folders: Awaited<ReturnType<typeof stackFolders>>;
let stack: LocalStack;

beforeEach(async () => {
  folders = await stackFolders();
  stack = await startLocalStack(folders);
});
afterEach(() => stack.close());
afterAll(removeTempFolders);

interface Seen {
  readonly pid: number;
  /** `Date.now()`, `new Date()` and `Date()` in the handler, and `Date.now()` while the bundle was loaded. */
  readonly times: { readonly now: number; readonly date: number; readonly text: string };
  readonly loadedAt: number;
  readonly leftMs: number;
  readonly fileTimeIsDate: boolean;
}

async function look(name = 'getSentRedPack', event: object = {}): Promise<Seen> {
  return (await invokeIn(stack.env, name, event)) as Seen;
}

async function moveClock(input: object): Promise<{ nowMs: number }> {
  const init = { method: 'POST', body: JSON.stringify(input) };
  const response = await fetch(`${stack.env.WECHAT_PAY_SANDBOX_ADMIN}/clock`, init);
  return (await response.json()) as { nowMs: number };
}

function expectAhead(atMs: number, aheadMs: number): void {
  expect(Math.abs(atMs - Date.now() - aheadMs)).toBeLessThan(TOLERANCE_MS);
}

/** The Date header of a stand-in for AWS, in unix milliseconds. */
async function headerOf(endpoint: string | undefined): Promise<number> {
  const response = await fetch(endpoint ?? '', { method: 'POST', body: '{}' });
  return Date.parse(response.headers.get('date') ?? '');
}

describe('the clock of a local stack', () => {
  it('is the machine’s until it is moved', async () => {
    expectAhead((await look()).times.now, 0);
    expectAhead(await headerOf(stack.env.AWS_ENDPOINT_URL_DYNAMODB), 0);
    expectAhead(await headerOf(stack.env.AWS_ENDPOINT_URL_SECRETS_MANAGER), 0);
  });

  it('moves for a process that runs already and for one that starts later', async () => {
    const before = await look();
    await moveClock({ advanceMs: 31 * DAY_MS });
    const warm = await look();
    expect(warm.pid).toBe(before.pid);
    expectAhead(warm.loadedAt, 0);
    const cold = await look('getRedPackStatus');
    expectAhead(cold.loadedAt, 31 * DAY_MS);
    for (const { times } of [warm, cold]) {
      expectAhead(times.now, 31 * DAY_MS);
      expectAhead(times.date, 31 * DAY_MS);
      expectAhead(Date.parse(times.text), 31 * DAY_MS);
    }
  });

  it('moves in the Date headers of DynamoDB and Secrets Manager, by which functions set their clocks', async () => {
    await moveClock({ advanceMs: DAY_MS });
    expectAhead(await headerOf(stack.env.AWS_ENDPOINT_URL_DYNAMODB), DAY_MS);
    expectAhead(await headerOf(stack.env.AWS_ENDPOINT_URL_SECRETS_MANAGER), DAY_MS);
  });

  it('is where the sandbox says it is, also when that runs fast or stands still', async () => {
    const { nowMs } = await moveClock({ advanceMs: DAY_MS, speed: 0 });
    for (const atMs of [(await look()).times.now, (await look()).times.now]) {
      expect(Math.abs(atMs - nowMs)).toBeLessThan(TOLERANCE_MS);
    }
  });

  it('leaves the time that an invocation has, and its timers, as they are', async () => {
    await moveClock({ advanceMs: DAY_MS });
    const startedAtMs = performance.now();
    const { leftMs } = await look('getSentRedPack', { sleepMs: 50 });
    expect(leftMs).toBeGreaterThan(5_000);
    expect(leftMs).toBeLessThanOrEqual(10_000);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(49);
  });

  it('is moved after a restart as well, until a reset', async () => {
    await moveClock({ advanceMs: 40 * DAY_MS });
    await stack.close();
    stack = await startLocalStack(folders);
    expectAhead((await look()).loadedAt, 40 * DAY_MS);
    await fetch(`${stack.env.WECHAT_PAY_SANDBOX_ADMIN}/reset`, { method: 'POST' });
    expectAhead((await look()).times.now, 0);
  });

  it('is that of dates which a function makes; a date that Node makes is still an instance of Date', async () => {
    expect((await look()).fileTimeIsDate).toBe(true);
  });
});
