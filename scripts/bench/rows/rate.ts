import type { Bench } from '../bench';
import { inTurns, spreadOf } from '../measure';
import { count, type Line, show } from '../report';
import { PEERS, SENDERS, type SenderName, startSender } from '../senders';

const AT_ONCE = 30;

/** Ours must be this many times as fast as the best of the peers. */
const AT_LEAST = 2;

/** Sends 30 at a time to a sandbox that is 100 ms of round trip away, in sends per second. */
export async function rate(bench: Bench): Promise<Line[]> {
  const sends = bench.isShort ? 60 : 1_000;
  const handshakes: number[] = [];
  const perSecond = async (name: SenderName): Promise<number> => {
    const sender = await startSender(bench, name, true);
    try {
      let seconds = Number.NaN;
      const hands = await bench.stage.expectPaid(sends, async () => {
        const startedAt = performance.now();
        await sender.send(sends, AT_ONCE);
        seconds = (performance.now() - startedAt) / 1000;
      });
      if (name === 'ours') handshakes.push(hands);
      return sends / seconds;
    } finally {
      await sender.end();
    }
  };
  const subjects = Object.fromEntries(SENDERS.map((name) => [name, () => perSecond(name)]));
  const rates: Record<string, number[]> = await inTurns(bench.isShort ? 1 : 5, subjects);
  const of = (name: SenderName) => spreadOf(rates[name] ?? []);
  const best = Math.max(...PEERS.map((name) => of(name).median));
  const ratio = of('ours').median / best;
  const most = Math.max(...handshakes);
  return [
    {
      what: `${sends} sends, ${AT_ONCE} at a time, 100 ms away`,
      ours: show(of('ours'), '/s'),
      baseline: SENDERS.filter((name) => name !== 'ours')
        .map((name) => `${name}: ${show(of(name), '/s')}`)
        .join(', '),
      ratio: `${ratio.toFixed(2)}×`,
      target: `≥ ${AT_LEAST}× the best peer’s`,
      met: ratio >= AT_LEAST,
      isCount: false,
    },
    count(`TLS handshakes of these ${sends} sends, at most`, String(most), `≤ ${AT_ONCE}`, most <= AT_ONCE),
  ];
}
