import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../../shared/campaign/read-plan';
import type { Io } from '../../io';
import type { Stack } from '../../stack';
import { campaignClient } from '../client';
import { Journal, type Progress } from '../journal';
import { Bar } from './bar';
import { onInterrupt } from './interrupt';
import { Pace } from './pace';
import { isDue, type RunDeps, rowsWhere, sendRows } from './run-plan';
import { sendRow } from './send-row';
import { Stop, type StopReason, Watch } from './stop';

export interface CampaignRun {
  readonly plan: Plan;
  readonly folder: string;
  readonly progress: Progress;
  readonly stack: Stack;
  readonly inFlight: number;
  readonly io: Io;
}

/** Codes of the rows that this run left unpaid, with how many of each. */
export type Codes = ReadonlyMap<string, number>;

export interface RunEnd {
  /** Null when the plan came to its end. */
  readonly reason: StopReason | null;
  readonly codes: Codes;
  /** Of rows that the function did not accept, each once; a few. */
  readonly rejections: readonly string[];
}

const MAX_REJECTIONS = 5;

/** What is told of the rows that are not paid. */
class Unpaid {
  readonly codes = new Map<string, number>();
  readonly rejections = new Set<string>();

  /** The second pass says what came of those in the end. */
  forgetOpen(): void {
    for (const name of this.codes.keys()) if (name.startsWith('open ')) this.codes.delete(name);
  }

  readonly onResult: RunDeps['onResult'] = (_, { outcome, code, text }) => {
    if (outcome === 'paid' || code === undefined) return;
    const name = `${outcome} ${code}`;
    this.codes.set(name, (this.codes.get(name) ?? 0) + 1);
    if (outcome === 'rejected' && text !== undefined && this.rejections.size < MAX_REJECTIONS)
      this.rejections.add(text);
  };
}

function noteOf(pace: Pace, stop: Stop, isThrottled: () => boolean): () => string {
  return () => {
    if (stop.isRequested) return 'finishing what is in flight';
    if (pace.isSlow) return 'slower, as WeChat Pay asks';
    return isThrottled() ? 'waiting for Lambda, which throttles' : '';
  };
}

/**
 * Sends every row that has no final outcome; then once more those that were left open, which a second call often
 * completes.
 */
export async function runCampaign({
  plan,
  folder,
  progress,
  stack,
  inFlight,
  io,
}: CampaignRun): Promise<RunEnd> {
  const { rows } = progress;
  const [stop, pace, unpaid] = [new Stop(), new Pace(), new Unpaid()];
  let waiting = 0;
  const client = campaignClient(stack, inFlight, {
    onProgress: (calls) => {
      waiting = calls.waiting;
    },
    // A call that waits is given up when the run stops: one that Lambda has not begun is left unsent.
    sleep: (ms) => sleep(ms, undefined, { signal: stop.signal }),
  });
  const journal = await Journal.open(folder, plan.manifest, progress);
  const forget = onInterrupt(() => {
    stop.request({ kind: 'interrupted' });
    io.err('Finishing what is in flight. Ctrl-C again ends at once.');
  });
  const bar = new Bar(
    rows,
    io,
    noteOf(pace, stop, () => waiting > inFlight / 2),
  );
  const deps: RunDeps = {
    ...{ rows, journal, pace, stop, watch: new Watch(stop, inFlight) },
    send: (line) => sendRow(client.redPack, line),
    onResult: (row, result) => {
      bar.answered();
      unpaid.onResult(row, result);
    },
  };
  try {
    await sendRows(rowsWhere(plan.lines(), isDue(rows, Date.now() / 1000)), inFlight, deps);
    if (!stop.isRequested && rows.tallies.open.count > 0) {
      unpaid.forgetOpen();
      const open = (n: number): boolean => rows.of(n) === 'open';
      await sendRows(rowsWhere(plan.lines(), open), inFlight, deps);
    }
  } finally {
    bar.end();
    forget();
    journal.close();
    client.close();
  }
  return { reason: stop.reason, codes: unpaid.codes, rejections: [...unpaid.rejections] };
}
