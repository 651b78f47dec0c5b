import { type Bench, bundleOf } from '../bench';
import { inTurns } from '../measure';
import { compare, type Line } from '../report';
import { Worker } from '../worker/worker';

/** The first call of a new process with its bundle loaded: fetches the secret, creates the certificate, handshakes. */
export async function first({ harness, jobs, baselines, isShort }: Bench): Promise<Line[]> {
  const { env } = harness.addresses;
  const cpu: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const call = async (name: 'ours' | 'bare'): Promise<number> => {
    const worker = await Worker.start(name === 'ours' ? bundleOf('sendRedPack') : baselines.send, { env });
    try {
      const { wallMs, cpuMs } = await worker.run(jobs[name](1));
      cpu[name].push(cpuMs);
      return wallMs;
    } finally {
      await worker.end();
    }
  };
  const rounds = isShort ? 2 : 31;
  let wall: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  await harness.expectPaid(2 * rounds, async () => {
    wall = await inTurns(rounds, { ours: () => call('ours'), bare: () => call('bare') });
  });
  const line = { unit: 'ms', against: 'bare script, same calls' };
  const what = 'first invocation after load';
  return [
    compare({ ...line, what: `${what}, wall`, ours: wall.ours, baseline: wall.bare, atMost: 1.3 }),
    compare({ ...line, what: `${what}, CPU`, ours: cpu.ours, baseline: cpu.bare, atMost: null }),
  ];
}
