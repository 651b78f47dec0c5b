import { type Bench, bundleOf } from '../bench';
import { inTurns } from '../measure';
import { compare, type Line } from '../report';
import { type Taken, Worker } from '../worker/worker';

const BATCH = 25;

/** After this many sends the hot code is compiled. */
const WARM_UP = 300;

/** A send in a warm process, compared with two DynamoDB writes and one pooled POST alone. */
export async function warm({ harness, jobs, baselines, isShort }: Bench): Promise<Line[]> {
  const { env } = harness.addresses;
  const ours = await Worker.start(bundleOf('sendRedPack'), { env });
  const bare = await Worker.start(baselines.send, { env });
  const rounds = isShort ? 2 : 60;
  const warmUp = isShort ? BATCH : WARM_UP;
  const cpu: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const batch = async (name: 'ours' | 'bare', taken: Promise<Taken>): Promise<number> => {
    const { wallMs, cpuMs } = await taken;
    cpu[name].push(cpuMs / BATCH);
    return wallMs / BATCH;
  };
  let wall: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  try {
    await harness.expectPaid(2 * (warmUp + rounds * BATCH), async () => {
      await ours.run(jobs.ours(warmUp));
      await bare.run(jobs.bare(warmUp));
      wall = await inTurns(rounds, {
        ours: () => batch('ours', ours.run(jobs.ours(BATCH))),
        bare: () => batch('bare', bare.run(jobs.bare(BATCH))),
      });
    });
  } finally {
    await Promise.all([ours.end(), bare.end()]);
  }
  const line = { unit: 'ms', against: 'bare script' };
  return [
    compare({ ...line, what: 'warm send, CPU', ours: cpu.ours, baseline: cpu.bare, atMost: 1.5 }),
    compare({ ...line, what: 'warm send, wall', ours: wall.ours, baseline: wall.bare, atMost: 1.2 }),
  ];
}
