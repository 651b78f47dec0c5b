import { pauseBeforeRetry } from '../../../sdk/retry';

const MIDDLE = 0.5;
const start = { retries: 0, throttles: 0, waitedMs: 0 };

describe('pauseBeforeRetry', () => {
  it('gives up at once after a lasting failure, however much time is left', () => {
    expect(pauseBeforeRetry('lasting', start, Number.POSITIVE_INFINITY, MIDDLE)).toBeNull();
  });

  it('retries a transient failure twice, after 200 ms and after 400 ms', () => {
    const pauses = [0, 1, 2].map((retries) =>
      pauseBeforeRetry('transient', { ...start, retries }, 60_000, MIDDLE),
    );
    expect(pauses).toEqual([200, 400, null]);
  });

  it('retries a transient failure also when the time to wait for a turn is over', () => {
    expect(pauseBeforeRetry('transient', { ...start, waitedMs: 70_000 }, 60_000, MIDDLE)).toBe(200);
  });

  it('retries a throttle after 20 ms, doubled each time up to a second', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 6, 1_000_000].map((throttles) =>
      pauseBeforeRetry('throttled', { ...start, throttles }, 900_000, MIDDLE),
    );
    expect(pauses).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000]);
  });

  it('retries a throttle whatever the number of retries, for it is not one of them', () => {
    expect(pauseBeforeRetry('throttled', { ...start, retries: 2 }, 900_000, MIDDLE)).toBe(20);
  });

  it('tries a throttled call a last time when its time is up, and then gives up', () => {
    const late = { ...start, throttles: 9, waitedMs: 59_990 };
    expect(pauseBeforeRetry('throttled', late, 60_000, MIDDLE)).toBe(10);
    expect(pauseBeforeRetry('throttled', { ...late, waitedMs: 60_000 }, 60_000, MIDDLE)).toBeNull();
  });

  it('spreads every pause by half to either side', () => {
    for (const [kind, pauseMs] of [
      ['transient', 200],
      ['throttled', 20],
    ] as const) {
      expect(pauseBeforeRetry(kind, start, 900_000, 0)).toBe(pauseMs / 2);
      expect(pauseBeforeRetry(kind, start, 900_000, 1)).toBe(pauseMs * 1.5);
    }
  });
});
