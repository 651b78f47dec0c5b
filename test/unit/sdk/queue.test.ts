import { setTimeout } from 'node:timers/promises';
import { Queue } from '../../../sdk/queue';

const LONG_MS = 60_000;

/** Lets what can run, run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Queue', () => {
  it('lets in as many as it has places, and the others in the order in which they came', async () => {
    const queue = new Queue(2);
    const entered: number[] = [];
    for (const caller of [1, 2, 3, 4, 5]) void queue.enter(LONG_MS).then(() => entered.push(caller));
    await settled();
    expect(entered).toEqual([1, 2]);
    queue.leave();
    await settled();
    expect(entered).toEqual([1, 2, 3]);
    queue.leave();
    queue.leave();
    await settled();
    expect(entered).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives a place that is left while nobody waits to the next caller', async () => {
    const queue = new Queue(1);
    await queue.enter(LONG_MS);
    queue.leave();
    expect(await queue.enter(0)).toBe(true);
    expect(await queue.enter(0)).toBe(false);
  });

  it('passes over a waiter whose time was up, and loses no place to it', async () => {
    const queue = new Queue(1);
    await queue.enter(LONG_MS);
    const impatient = queue.enter(5);
    const patient = queue.enter(LONG_MS);
    expect(await impatient).toBe(false);
    queue.leave();
    expect(await patient).toBe(true);
    queue.leave();
    expect(await queue.enter(0)).toBe(true);
  });

  it('waits without limit for Infinity, which no timer can hold', async () => {
    const queue = new Queue(1);
    await queue.enter(LONG_MS);
    const waiting = queue.enter(Number.POSITIVE_INFINITY);
    // A timer that was given it would fire after a millisecond.
    await setTimeout(20);
    queue.leave();
    expect(await waiting).toBe(true);
  });
});
