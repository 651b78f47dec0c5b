import type { Bench } from '../bench';
import { count, type Line } from '../report';
import { SENDERS, type SenderName, startSender } from '../senders';

const SENDS = 100;

/** Counts the TLS handshakes that the sandbox sees during 100 sends in a row. */
export async function handshakes(
  bench: Pick<Bench, 'harness' | 'jobs' | 'baselines'>,
  senders: readonly SenderName[] = SENDERS,
): Promise<Line[]> {
  const seen = new Map<SenderName, number>();
  for (const name of senders) {
    const sender = await startSender(bench, name);
    try {
      seen.set(name, await bench.harness.expectPaid(SENDS, () => sender.send(SENDS, 1)));
    } finally {
      await sender.end();
    }
  }
  const others = [...seen].filter(([name]) => name !== 'ours').map(([name, times]) => `${name}: ${times}`);
  const ours = seen.get('ours') ?? Number.NaN;
  return [count('TLS handshakes for 100 sends in a row', String(ours), '1', ours === 1, others.join(', '))];
}
