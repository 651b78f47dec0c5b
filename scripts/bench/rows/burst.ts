import { join } from 'node:path';
import { readService } from '../../local/service-file';
import type { Bench } from '../bench';
import { atLeast, count, inMb, type Line, note } from '../report';
import { Worker } from '../worker/worker';

const ROOT = join(__dirname, '../../..');
const CLIENT = join(ROOT, 'dist/sdk/index.js');
const SENDER = join(__dirname, '../client/burst.cjs');

/** As many as a small campaign; 77 rounds of 26 slots. */
const SENDS = 2_000;
/** Five rounds: enough for the counts. */
const SHORT_SENDS = 130;

/** The client may leave a twentieth of what the slots allow unused. */
const SHARE = 0.95;

/** Repeats of paid sends, answered from their records without a slot: afterwards the client's code is compiled. */
const REPEATS = 2_000;

/** Less than the params of a send. A heap of 10 MB that does not grow varies by half of that over 2,000 sends. */
const NOISE_BYTES_PER_SEND = 500;

/** With two clients a slot may be taken late, when the pause after a throttle ends. */
const SHARE_OF_TWO = 0.9;

/** The slots of sendRedPack, from serverless.yml. */
interface Slots {
  readonly slots: number;
  readonly slotMs: number;
}

/** How the burst of one client went; see `client/burst.cjs`. */
interface Burst {
  readonly answered: number;
  readonly seconds: number;
  readonly throttled: number;
  readonly cpuMs: number;
  readonly heap: Readonly<Record<'before' | 'queued' | 'half' | 'after', number>>;
  readonly error?: string;
}

async function readSlots(): Promise<Slots> {
  const { functions } = await readService(join(ROOT, 'serverless.yml'));
  const send = functions.find(({ name }) => name === 'sendRedPack');
  const slotMs = Number(send?.environment.SEND_SLOT_MS);
  if (send?.reservedConcurrency === undefined || !(slotMs > 0))
    throw new Error('sendRedPack has no reservedConcurrency or no SEND_SLOT_MS in serverless.yml');
  return { slots: send.reservedConcurrency, slotMs };
}

/** Sends per second when every slot is taken again at once: the last round may not fill all of them. */
export function allowedRate(sends: number, { slots, slotMs }: Slots): number {
  return (sends * 1000) / (Math.ceil(sends / slots) * slotMs);
}

async function sendAtOnce(worker: Worker, sends: readonly object[]): Promise<Burst> {
  const { result, cpuMs } = await worker.runOne<Omit<Burst, 'cpuMs'>>({ sends });
  return { ...result, cpuMs };
}

/** One send per slot starts all containers: how long that takes depends on the machine, not on the client. */
async function warmUp(worker: Worker, perSlot: readonly object[], repeats: number): Promise<void> {
  await sendAtOnce(worker, perSlot);
  await sendAtOnce(
    worker,
    Array.from({ length: repeats }, (_, n) => perSlot[n % perSlot.length] ?? {}),
  );
}

/** Divides `sends` packets among `clients` processes, which send all of them at once to the same slots. */
async function sendAll(bench: Bench, sends: number, clients: number, { slots }: Slots): Promise<Burst[]> {
  const { harness, jobs, isShort } = bench;
  // Only the heap of the one client is shown.
  const repeats = isShort || clients > 1 ? 0 : REPEATS;
  const env = { ...harness.addresses.env, CLIENT };
  const options = { env, canWeigh: true };
  const workers = await Promise.all(Array.from({ length: clients }, () => Worker.start(SENDER, options)));
  let bursts: Burst[] = [];
  try {
    await harness.expectPaid(clients * slots + sends, async () => {
      for (const worker of workers) await warmUp(worker, jobs.ours(slots), repeats);
      bursts = await Promise.all(workers.map((worker) => sendAtOnce(worker, jobs.ours(sends / clients))));
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return bursts;
}

function lines(sends: number, slots: Slots, bursts: readonly Burst[]): Line[] {
  const who = bursts.length === 1 ? 'the client' : `${bursts.length} clients on the same slots`;
  const share = bursts.length === 1 ? SHARE : SHARE_OF_TWO;
  const what = `${sends} sends at once through ${who}`;
  const sum = (of: (burst: Burst) => number): number => bursts.reduce((total, each) => total + of(each), 0);
  const answered = sum((each) => each.answered);
  const error = bursts.find((each) => each.error !== undefined)?.error ?? '';
  const rate = sends / Math.max(...bursts.map(({ seconds }) => seconds));
  return [
    count(`${what}: answered`, `${answered} of ${sends}`, 'all', answered === sends, error),
    atLeast({
      ...{ what: `${what}: rate`, unit: '/s', share, ours: [rate] },
      ...{
        baseline: [allowedRate(sends, slots)],
        against: `${slots.slots} slots of ${slots.slotMs} ms allow`,
      },
    }),
    note(`${what}: Invokes that Lambda throttled`, String(sum(({ throttled }) => throttled))),
  ];
}

function heapLine(sends: number, { before, queued, half, after }: Burst['heap'], isShort: boolean): Line {
  return {
    what: `heap of the client after ${sends} sends at once`,
    ours: inMb(after),
    baseline: `before: ${inMb(before)}, all made: ${inMb(queued)}, half answered: ${inMb(half)}`,
    ratio: `${(after / before).toFixed(2)}×`,
    target: `< ${NOISE_BYTES_PER_SEND} bytes per send`,
    // Without the repeats, most of the growth is compiled code.
    met: isShort ? null : (after - before) / sends < NOISE_BYTES_PER_SEND,
    isCount: false,
  };
}

/** More sends at once than there are slots, through one client and then through two that share them. */
export async function burst(bench: Bench): Promise<Line[]> {
  const sends = bench.isShort ? SHORT_SENDS : SENDS;
  const slots = await readSlots();
  const [one] = await sendAll(bench, sends, 1, slots);
  if (one === undefined) throw new Error('no burst was measured');
  const two = await sendAll(bench, sends, 2, slots);
  return [
    ...lines(sends, slots, [one]),
    note('CPU of the client for each of them', `${(one.cpuMs / sends).toFixed(2)} ms`),
    heapLine(sends, one.heap, bench.isShort),
    ...lines(sends, slots, two),
  ];
}
