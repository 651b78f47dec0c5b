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

it.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s never ends at once, however often and after what it comes',
  (name) => {
    signal(name, 0);
    signal(name, 900);
    signal('SIGINT', 10);
    signal(name, 900);
    expect(asked).toBe(1);
    forget();
    expect(process.listenerCount(name)).toBe(process.listenerCount('SIGUSR2'));
  },
);
