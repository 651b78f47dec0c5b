import { onInterrupt } from '../../../cli/campaign/run/interrupt';

let now = 0;
let asked = 0;
let forget = (): void => undefined;
const exits: unknown[] = [];

beforeEach(() => {
  [now, asked] = [1_000, 0];
  exits.length = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(process, 'exit').mockImplementation((code) => exits.push(code) as never);
  forget = onInterrupt(() => {
    asked += 1;
  });
});
afterEach(() => {
  forget();
  jest.restoreAllMocks();
});

/** Comes some milliseconds after the one before. */
function signal(name: NodeJS.Signals, afterMs: number): void {
  now += afterMs;
  process.emit(name, name);
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s asks to end, once', (name) => {
  signal(name, 0);
  expect([asked, exits]).toEqual([1, []]);
});

it('a second Ctrl-C ends at once', () => {
  signal('SIGINT', 0);
  signal('SIGINT', 900);
  expect([asked, exits]).toEqual([1, [130]]);
});

it('a Ctrl-C that npm passes on counts once', () => {
  signal('SIGINT', 0);
  signal('SIGINT', 5);
  expect([asked, exits]).toEqual([1, []]);
  signal('SIGINT', 900);
  expect(exits).toEqual([130]);
});

it.each(['SIGTERM', 'SIGHUP'] as const)('%s never ends at once, however often it comes', (name) => {
  for (let times = 0; times < 3; times += 1) signal(name, 900);
  expect([asked, exits]).toEqual([1, []]);
});

it('after another signal, the first Ctrl-C does not end at once either', () => {
  signal('SIGTERM', 0);
  signal('SIGINT', 900);
  signal('SIGTERM', 900);
  expect([asked, exits]).toEqual([1, []]);
  signal('SIGINT', 900);
  expect([asked, exits]).toEqual([1, [130]]);
});

it('listens no more once it is taken back', () => {
  const before = process.listenerCount('SIGTERM');
  forget();
  expect(process.listenerCount('SIGTERM')).toBe(before - 1);
});
