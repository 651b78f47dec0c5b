import { setImmediate } from 'node:timers/promises';
import { applies, FAULT_KINDS, type FaultKind, type Site } from './faults';
import { type History, play } from './history';

export interface Found {
  /** Histories played. */
  readonly played: number;
  readonly bad: readonly { readonly faults: History['faults']; readonly violations: readonly string[] }[];
}

type Bad = Found['bad'][number][];

/** Each fault at each effect of the undisturbed history, one at a time. */
export async function everySingle(history: History): Promise<Found> {
  const bad: Bad = [];
  let played = 0;
  for await (const { faults, violations } of singles(history)) {
    played += 1;
    if (violations.length > 0) bad.push({ faults, violations });
  }
  return { played, bad };
}

/**
 * Each ordered pair: a fault at an effect, and then one at any effect of the history that the first has made.
 * @param stride plays every n-th pair only: 1 for all of them
 */
export async function everyPair(history: History, stride = 1): Promise<Found> {
  const bad: Bad = [];
  let played = 0;
  let met = 0;
  for await (const single of singles(history)) {
    const [first] = single.faults;
    if (first === undefined) continue;
    for (const second of possible(single.sites, first[0] + 1)) {
      met += 1;
      if (met % stride !== 0) continue;
      const faults = [first, second];
      const { violations } = await play({ ...history, faults });
      played += 1;
      if (violations.length > 0) bad.push({ faults, violations });
    }
    await toEventLoop();
  }
  return { played, bad };
}

async function* singles(history: History) {
  const undisturbed = await play({ ...history, faults: [] });
  for (const fault of possible(undisturbed.sites, 0)) {
    const faults: History['faults'] = [fault];
    yield { faults, ...(await play({ ...history, faults })) };
  }
}

function possible(sites: readonly Site[], from: number): [number, FaultKind][] {
  return sites.flatMap((site, step) =>
    step < from
      ? []
      : FAULT_KINDS.filter((kind) => applies(kind, site)).map((kind): [number, FaultKind] => [step, kind]),
  );
}

/** A history does no real I/O: without this a process that plays many would hear of nothing until the last. */
export async function toEventLoop(): Promise<void> {
  await setImmediate();
}

/** Written past jest, which keeps the console to itself: the counts are part of the proof. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
