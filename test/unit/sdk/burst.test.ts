import { type HError, type Progress, RedPack, type RedPackOptions } from '../../../sdk/index';
import { PARAMS } from '../support/samples';
import { VirtualClock, VirtualLambda } from '../support/virtual-lambda';

const SEND = PARAMS as unknown as Parameters<RedPack['sendRedPack']>[0];

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});

function clientOf(lambda: VirtualLambda, options: RedPackOptions = {}): RedPack {
  return new RedPack({ client: lambda.client, sleep: clock.sleep, ...options });
}

function sends(redPack: RedPack, count: number, name = 'order') {
  return Array.from({ length: count }, (_, n) =>
    redPack.sendRedPack({ ...SEND, idempotency_key: `${name}-${n}` }),
  );
}

/** Sends per second of virtual time, as a share of what the slots can do. */
function shareOfRate(lambda: VirtualLambda): number {
  const { holdMs, slots } = lambda.setting;
  return (lambda.accepted.length / clock.nowMs) * (holdMs / slots);
}

describe('a burst of sends', () => {
  it('of 2,000 by the default options is answered whole, in order, at the rate of 26 slots of a second', async () => {
    const lambda = new VirtualLambda(clock, { slots: 26, holdMs: 1_000 });
    const results = await clock.settle(sends(clientOf(lambda), 2_000));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(new Set(lambda.accepted).size).toBe(2_000);
    expect(lambda.accepted.slice(0, 26)).toEqual(Array.from({ length: 26 }, (_, n) => `order-${n}`));
    expect(lambda.mostAtOnce).toBe(26);
    expect(shareOfRate(lambda)).toBeGreaterThan(0.95);
  });

  it.each([
    ['fewer slots than the client has in flight', 10, 1, 26],
    ['more in flight than there are slots', 26, 1, 100],
    ['two clients on the same slots', 26, 2, 26],
    ['ten clients on the same slots', 26, 10, 26],
  ])('is answered whole, and leaves no slot unused, with %s', async (_, slots, clients, maxInFlight) => {
    const lambda = new VirtualLambda(clock, { slots, holdMs: 1_000 });
    const all = Array.from({ length: clients }, (_, n) =>
      sends(clientOf(lambda, { maxInFlight }), (30 * slots) / clients, `client-${n}`),
    );
    const results = await clock.settle(all.flat());
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(lambda.throttled).toBeGreaterThan(0);
    expect(new Set(lambda.accepted).size).toBe(lambda.accepted.length);
    expect(shareOfRate(lambda)).toBeGreaterThan(0.9);
  });

  it('on a paused function rejects with 503, key and advice once maxWaitMs is over', async () => {
    const lambda = new VirtualLambda(clock, { slots: 0, holdMs: 1_000 });
    const [result] = await clock.settle(sends(clientOf(lambda, { maxWaitMs: 60_000 }), 1));
    const { reason } = result as PromiseRejectedResult & { reason: HError };
    expect(reason).toMatchObject({
      code: 503,
      idempotency_key: 'order-0',
      cause: { name: 'TooManyRequestsException' },
    });
    expect(reason.message).toMatch(
      /^503: Lambda throttled the call .* maxWaitMs \(60000 ms\)\. Is .* paused/,
    );
    expect(clock.nowMs).toBeGreaterThanOrEqual(60_000);
    expect(clock.nowMs).toBeLessThan(63_000);
  });

  it('waits 15 minutes by default', async () => {
    const lambda = new VirtualLambda(clock, { slots: 0, holdMs: 1_000 });
    await clock.settle(sends(clientOf(lambda), 1));
    expect(Math.round(clock.nowMs / 60_000)).toBe(15);
  });

  it('that stands in the queue for maxWaitMs is never invoked', async () => {
    const lambda = new VirtualLambda(clock, { slots: 1, holdMs: 1_000 });
    const redPack = clientOf(lambda, { maxInFlight: 1, maxWaitMs: 20 });
    const first = sends(redPack, 1);
    await expect(sends(redPack, 1, 'late')[0]).rejects.toMatchObject({
      code: 503,
      message: expect.stringMatching(
        /^503: not invoked: .* maxWaitMs \(20 ms\), with maxInFlight 1\. Raise maxWaitMs/,
      ),
      idempotency_key: 'late-0',
    });
    await clock.settle(first);
    expect(lambda.accepted).toEqual(['order-0']);
  });

  it('keeps no read waiting: each function has a bound of its own', async () => {
    const lambda = new VirtualLambda(clock, { slots: 3, holdMs: 1_000 });
    const redPack = clientOf(lambda, { maxInFlight: 2 });
    const burst = sends(redPack, 20);
    const read = redPack.getSentRedPack('0'.repeat(24)).then(() => clock.nowMs);
    await clock.settle<unknown>([read, ...burst]);
    expect(await read).toBeLessThan(1_100);
  });
});

describe('onProgress', () => {
  it('tells of each function what waits, is in flight and is done', async () => {
    const seen: Progress[] = [];
    const lambda = new VirtualLambda(clock, { slots: 1, holdMs: 1_000 });
    const redPack = clientOf(lambda, { maxInFlight: 2, onProgress: (progress) => seen.push(progress) });
    await clock.settle(sends(redPack, 3));
    expect(seen[0]).toEqual({
      ...{ name: 'sendRedPack', waiting: 1, inFlight: 0, done: 0, failed: 0, throttled: 0 },
    });
    expect(seen.at(-1)).toEqual({
      ...{ name: 'sendRedPack', waiting: 0, inFlight: 0, done: 3, failed: 0 },
      throttled: lambda.throttled,
    });
    expect(lambda.throttled).toBeGreaterThan(0);
    expect(Math.max(...seen.map(({ inFlight }) => inFlight))).toBe(2);
    for (const { waiting, inFlight, done } of seen.slice(5)) expect(waiting + inFlight + done).toBe(3);
  });

  it('counts a rejection as done and failed', async () => {
    const seen: Progress[] = [];
    const lambda = new VirtualLambda(clock, { slots: 0, holdMs: 1_000 });
    await clock.settle(sends(clientOf(lambda, { maxWaitMs: 0, onProgress: (p) => seen.push(p) }), 1));
    expect(seen.at(-1)).toMatchObject({ waiting: 0, inFlight: 0, done: 1, failed: 1 });
  });

  it('that throws fails no send: the process gets a warning', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const lambda = new VirtualLambda(clock, { slots: 1, holdMs: 1_000 });
    let isFirst = true;
    const onProgress = () => {
      if (!isFirst) return;
      isFirst = false;
      throw new Error('the display broke');
    };
    const [result] = await clock.settle(sends(clientOf(lambda, { onProgress }), 1));
    expect(result?.status).toBe('fulfilled');
    expect(warning.mock.calls).toEqual([['onProgress of RedPack threw: Error: the display broke']]);
    warning.mockRestore();
  });
});
