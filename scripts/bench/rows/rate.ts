import type { Bench } from '../bench';
import { inTurns, spreadOf } from '../measure';
import { atLeast, count, type Line, note, show } from '../report';
import { PEERS, SENDERS, type SenderName, startSender } from '../senders';

const AT_ONCE = 30;

const ROUNDS = 5;

/** Ours must be this many times as fast as the best of the peers. */
const AT_LEAST = 2;

/** And at least this share of the rate of a script that makes the same requests and nothing else. */
const SHARE_OF_BARE = 0.9;

/** The measurements of one sender, one value per round. */
interface Taken {
  readonly perSecond: number[];
  readonly handshakes: number[];
  /** CPU of the harness process per send. */
  readonly farSideMs: number[];
}

/** Sends all packets with a new sender. @returns sends per second */
async function sendAll(bench: Bench, name: SenderName, sends: number, taken: Taken): Promise<number> {
  const sender = await startSender(bench, name, true);
  try {
    let seconds = Number.NaN;
    const cpuBefore = await bench.harness.cpuMs();
    const handshakes = await bench.harness.expectPaid(sends, async () => {
      const startedAt = performance.now();
      await sender.send(sends, AT_ONCE);
      seconds = (performance.now() - startedAt) / 1000;
    });
    taken.farSideMs.push(((await bench.harness.cpuMs()) - cpuBefore) / sends);
    taken.handshakes.push(handshakes);
    taken.perSecond.push(sends / seconds);
    return sends / seconds;
  } finally {
    await sender.end();
  }
}

/** Sends 30 at a time to a sandbox that is 100 ms of round trip away, in sends per second. */
export async function rate(bench: Bench): Promise<Line[]> {
  const sends = bench.isShort ? 60 : 1_000;
  const taken = new Map<SenderName, Taken>(
    SENDERS.map((name) => [name, { perSecond: [], handshakes: [], farSideMs: [] }]),
  );
  const subjects = [...taken].map(([name, kept]) => [name, () => sendAll(bench, name, sends, kept)] as const);
  await inTurns(bench.isShort ? 1 : ROUNDS, Object.fromEntries(subjects));
  const shown = (what: 'perSecond' | 'farSideMs', unit: string): [ours: string, others: string] => {
    const [ours = '', ...others] = [...taken].map(([name, kept]) => {
      const spread = show(spreadOf(kept[what]), unit);
      return name === 'ours' ? spread : `${name}: ${spread}`;
    });
    return [ours, others.join(', ')];
  };
  const ratesOf = (name: SenderName): readonly number[] => taken.get(name)?.perSecond ?? [];
  const rateOf = (name: SenderName): number => spreadOf(ratesOf(name)).median;
  const ratio = rateOf('ours') / Math.max(...PEERS.map(rateOf));
  const most = Math.max(...(taken.get('ours')?.handshakes ?? []));
  const [ours, baseline] = shown('perSecond', '/s');
  const what = `${sends} sends, ${AT_ONCE} at a time, 100 ms away`;
  return [
    {
      ...{ what, ours, baseline },
      ...{ ratio: `${ratio.toFixed(2)}×`, target: `≥ ${AT_LEAST}× the best peer’s` },
      ...{ met: ratio >= AT_LEAST, isCount: false },
    },
    atLeast({
      ...{ what: `${what}, with the same two writes`, unit: '/s', share: SHARE_OF_BARE },
      ...{ ours: ratesOf('ours'), baseline: ratesOf('bare script'), against: 'bare script' },
    }),
    note('CPU of DynamoDB and sandbox for each of them', ...shown('farSideMs', 'ms')),
    {
      ...count('TLS handshakes of all of them, at most', String(most), `≤ ${AT_ONCE}`, most <= AT_ONCE),
      // A slow run may leave a connection idle for 4 s and then has to reopen it; the short run never does.
      isCount: bench.isShort,
    },
  ];
}
