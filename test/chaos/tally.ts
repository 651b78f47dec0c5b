import type { LoggedRequest } from '../../scripts/sandbox/index';
import type { Faults } from './callers';
import { groupBy } from './groups';
import type { Hit, Hits, UnclearKill } from './hits';
import type { Call, Intent } from './intents';
import { type HitKind, UNCLEAR } from './kinds';

/** How late the sandbox may see bytes that were written before a kill. */
const IN_FLIGHT_MS = 30;

/** What the sandbox knows of what happened. */
export interface Log {
  readonly requests: readonly LoggedRequest[];
  readonly faults: Faults;
}

function isWaiting(request: LoggedRequest, faults: Faults, atMs: number): boolean {
  const fault = faults.get(request.fault ?? 0)?.order.fault;
  if (fault === undefined) return false;
  if (fault.kind === 'timeout' || fault.kind === 'late') return true;
  return fault.kind === 'slow' && request.realMs + fault.delayMs > atMs;
}

function momentOf(kill: UnclearKill, ofNumber: readonly LoggedRequest[], faults: Faults): HitKind {
  const seen = ofNumber.filter(
    ({ realMs }) => realMs >= kill.ownedAtMs && realMs <= kill.atMs + IN_FLIGHT_MS,
  );
  const last = seen.at(-1);
  if (last === undefined) return 'killed: between the claim and the request to WeChat';
  return isWaiting(last, faults, kill.atMs) ? 'killed: waiting for WeChat’s answer' : UNCLEAR;
}

/** What the sandbox's log adds to what the proxies have noted: faults that hit, and how far killed containers had come. */
export function hitsOfLog(
  { requests, faults }: Log,
  { unclearKills }: Hits,
  intents: readonly Intent[],
  recovery: readonly Call[],
): Hit[] {
  const byNumber = groupBy(requests, ({ mch_billno }) => mch_billno ?? '');
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  const kills = unclearKills.map((kill): Hit => {
    const ofNumber = byNumber.get(byId.get(kill.id)?.mch_billno ?? '') ?? [];
    return { requestId: kill.requestId, atMs: kill.atMs, kind: momentOf(kill, ofNumber, faults) };
  });
  const sandboxFaults = requests.flatMap(({ fault, mch_billno, realMs }): Hit[] => {
    const kind = faults.get(fault ?? 0)?.kind ?? null;
    if (kind === null) return [];
    const calls = [...(byId.get(mch_billno?.slice(0, 24) ?? '')?.calls ?? []), ...recovery];
    const met = calls.find(({ startedAtMs, endedAtMs }) => startedAtMs <= realMs && realMs <= endedAtMs);
    return [{ kind, requestId: met?.requestId ?? null, atMs: realMs }];
  });
  return [...kills, ...sandboxFaults];
}

/** The calls that were disturbed, each counted once. */
export function countDisturbed(calls: readonly Call[], hits: readonly Hit[]): number {
  const met = new Set(hits.map(({ requestId }) => requestId));
  return calls.filter(({ requestId }) => met.has(requestId)).length;
}
