import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { startDelayProxy } from '../../scripts/bench/harness/delay-proxy';
import { inTurns, ratiosOf, spreadOf } from '../../scripts/bench/measure';
import { atLeast, compare, table } from '../../scripts/bench/report';
import { allowedRate } from '../../scripts/bench/rows/burst';
import { listen } from '../kit/server';

test('a spread is the middle value between its quarter points, in whatever order they came', () => {
  expect(spreadOf([9, 1, 5, 3, 7])).toEqual({ median: 5, low: 3, high: 7 });
  expect(() => spreadOf([])).toThrow('nothing was measured');
});

test('subjects take turns, and another one begins each round', async () => {
  const order: string[] = [];
  const subject = (name: string) => () => order.push(name);
  const taken = await inTurns(3, { a: subject('a'), b: subject('b'), c: subject('c') });
  expect(order.join('')).toBe('abcbcacab');
  expect(taken).toEqual({ a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
});

test('a line holds ours against its baseline, by the medians', () => {
  const line = { what: 'load', unit: 'ms', baseline: [100, 100, 100], against: 'them', atMost: 0.9 };
  expect(compare({ ...line, ours: [1, 90, 500] })).toMatchObject({ ratio: '0.90×', met: true });
  const missed = compare({ ...line, ours: [91, 91, 91] });
  expect(missed).toMatchObject({ ours: '91.0 ms (91.0–91.0)', target: '≤ 0.9×', met: false });
  expect(table([missed]).split('\n')[2]).toBe(
    '| load | 91.0 ms (91.0–91.0) | them: 100 ms (100–100) | 0.91× | ≤ 0.9× | **no** |',
  );
});

test('ratios are taken round by round, and only of as many rounds on both sides', () => {
  expect(ratiosOf([10, 90], [20, 100])).toEqual([0.5, 0.9]);
  expect(() => ratiosOf([1], [1, 2])).toThrow('1 rounds of ours cannot be compared with 2 of the baseline');
});

test('a rate is held against at least a share of its baseline, by the ratio of each round and its spread', () => {
  const line = { what: 'rate', unit: '/s', against: 'bare script', share: 0.9 };
  // Slow rounds are slow for both: the medians alone would give 200 ÷ 202.
  const baseline = [100, 202, 220, 400, 110];
  const met = atLeast({ ...line, baseline, ours: [90, 200, 209, 360, 110] });
  expect(met).toMatchObject({ ratio: '0.95× (0.90–0.99)', target: '≥ 0.9×', met: true, isCount: false });
  expect(met).toMatchObject({ ours: '200 /s (110–209)', baseline: 'bare script: 202 /s (110–220)' });
  expect(atLeast({ ...line, baseline: [100, 100, 100], ours: [89, 89, 89] }).met).toBe(false);
});

test('a rate that is measured once has no spread', () => {
  const line = { what: 'rate', unit: '/s', against: 'slots', share: 0.95, ours: [25.4], baseline: [26] };
  expect(atLeast(line)).toMatchObject({ ours: '25.4 /s', baseline: 'slots: 26.0 /s', ratio: '0.98×' });
});

test('slots allow a rate that counts the last round whole, even if it does not fill all of them', () => {
  expect(allowedRate(2_600, { slots: 26, slotMs: 1_000 })).toBe(26);
  expect(allowedRate(27, { slots: 26, slotMs: 1_000 })).toBe(13.5);
  expect(allowedRate(30, { slots: 10, slotMs: 500 })).toBe(20);
});

test('a far host takes its round trip for the connection and for each exchange, and keeps the order of bytes', async () => {
  const ROUND_TRIP_MS = 40;
  const echo = await listen(createServer((socket) => socket.pipe(socket)));
  const far = await startDelayProxy(echo.host, ROUND_TRIP_MS);
  const [, port] = far.host.split(':');
  const startedAt = performance.now();
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  let heard = '';
  socket.on('data', (text: string) => {
    heard += text;
    if (heard === 'abc') socket.end('d');
  });
  for (const letter of 'abc') socket.write(letter);
  await once(socket, 'end');
  const tookMs = performance.now() - startedAt;
  far.close();
  await echo.end();
  expect(heard).toBe('abcd');
  // Opening, `abc` there and back, `d` there and back; a timer may end a millisecond early.
  expect(tookMs).toBeGreaterThanOrEqual(3 * ROUND_TRIP_MS - 5);
});
