import { type AlarmState, evaluate } from '../kit/alarm';
import type { DataPoint } from '../kit/cloudwatch';
import { ALARMS } from '../kit/watch-template';

const NOW_MS = Date.UTC(2027, 0, 31, 16);
const MINUTE_MS = 60_000;

/** A value of AWS's own metric, as the alarm names it, so many minutes ago. */
function point(name: string, value: number, minutesAgo = 0): DataPoint {
  const { Namespace = '', MetricName = '', Dimensions = [] } = ALARMS[name] ?? {};
  return {
    ...{ namespace: Namespace, name: MetricName, values: [value], atMs: NOW_MS - minutesAgo * MINUTE_MS },
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}

function state(name: string, ...points: readonly DataPoint[]): AlarmState {
  const alarm = ALARMS[name];
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return evaluate(alarm, points, NOW_MS);
}

const AT_ONCE = [
  ...['LostSendsAlarm', 'SendRedPackFailsAlarm', 'GetRedPackStatusFailsAlarm', 'GetSentRedPackFailsAlarm'],
  ...['GetSentRedPackListFailsAlarm', 'TableReadsThrottledAlarm', 'TableWritesThrottledAlarm'],
  ...['RecordsByTimeThrottledAlarm', 'RecordsByDueThrottledAlarm', 'TableGetFailsAlarm'],
  ...['TablePutFailsAlarm', 'TableUpdateFailsAlarm'],
];

describe.each(AT_ONCE)('%s', (name) => {
  it('rings at the first sign, and is silent without one', () => {
    expect(state(name)).toBe('OK');
    expect(state(name, point(name, 0))).toBe('OK');
    expect(state(name, point(name, 1))).toBe('ALARM');
  });
});

test('every alarm on a metric of AWS is in the list above, or has a test of its own', () => {
  const ofAws = Object.keys(ALARMS).filter((name) => ALARMS[name]?.Namespace?.startsWith('AWS/'));
  const own = ['RecoverRedPacksFailsAlarm', 'SendRedPackThrottledAlarm', 'RecoveryBehindAlarm'];
  expect(ofAws.sort()).toEqual([...AT_ONCE, ...own].sort());
});

test('RecoverRedPacksFailsAlarm rings when two of three passes fail', () => {
  const name = 'RecoverRedPacksFailsAlarm';
  expect(state(name, point(name, 3))).toBe('OK');
  expect(state(name, point(name, 1), point(name, 0, 10), point(name, 1, 20))).toBe('ALARM');
});

test('SendRedPackThrottledAlarm rings after 15 minutes of throttling, which for a moment is the pace of sends', () => {
  const name = 'SendRedPackThrottledAlarm';
  expect(state(name, point(name, 500), point(name, 500, 5))).toBe('OK');
  expect(state(name, point(name, 500), point(name, 1, 5), point(name, 9, 10))).toBe('ALARM');
});

test('RecoveryBehindAlarm rings when three passes in a row nearly reach their timeout', () => {
  const name = 'RecoveryBehindAlarm';
  const passes = (...durations: number[]) => durations.map((ms, n) => point(name, ms, n * 10));
  expect(state(name, ...passes(585_000, 585_000))).toBe('OK');
  expect(state(name, ...passes(585_000, 30_000, 585_000))).toBe('OK');
  expect(state(name, ...passes(585_000, 585_000, 585_000))).toBe('ALARM');
});
