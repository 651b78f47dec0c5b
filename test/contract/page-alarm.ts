import { type AlarmState, evaluate } from '../kit/alarm';
import { type DataPoint, embeddedMetrics, linesOf } from '../kit/cloudwatch';
import { ALARMS } from '../kit/watch-template';
import { type Contract, must } from './harness';

/** The period of the page alarm. */
const PERIOD_MS = 60_000;

/** What CloudWatch would have made of the functions' logs so far, in no order. */
export async function pointsOf(contract: Contract): Promise<DataPoint[]> {
  return linesOf(await contract.logs()).flatMap(embeddedMetrics);
}

async function now(contract: Contract): Promise<number> {
  return (await contract.sandbox.call<{ nowMs: number }>('GET', '/clock')).nowMs;
}

/** The state of the page alarm at a time, by default now, from what is in the log. */
export async function pageState(contract: Contract, atMs?: number): Promise<AlarmState> {
  const alarm = must(ALARMS.AccountFaultAlarm, 'the page alarm');
  return evaluate(alarm, await pointsOf(contract), atMs ?? (await now(contract)));
}

/**
 * The codes of the account's faults that a step adds to the log, one for each; each must ring the page alarm, and within one
 * period of the step's start.
 */
export async function pagesOf(contract: Contract, step: () => Promise<unknown>): Promise<string[]> {
  const startedAtMs = await now(contract);
  await step();
  const faults = (await pointsOf(contract)).filter(
    ({ name, atMs }) => name === 'account_fault' && atMs >= startedAtMs,
  );
  for (const { atMs } of faults) {
    expect(atMs - startedAtMs).toBeLessThan(PERIOD_MS);
    expect(await pageState(contract, atMs)).toBe('ALARM');
  }
  return faults.flatMap(({ dimensions }) => dimensions.fault_code ?? []);
}
