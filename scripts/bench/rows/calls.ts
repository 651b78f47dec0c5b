import { type Bench, bundleOf } from '../bench';
import { count, type Line } from '../report';
import { Worker } from '../worker/worker';

/** In this order, since a send begins with its claim and ends with its outcome. */
const WANTED = '1 PutItem, 1 POST, 1 UpdateItem';

/** Counts every HTTP request that leaves the process during one send, other than its first. */
export async function calls({ harness, jobs }: Pick<Bench, 'harness' | 'jobs'>): Promise<Line[]> {
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: harness.addresses.env, mustCount: true });
  let made = '';
  try {
    await harness.expectPaid(2, async () => {
      const before = (await worker.run(jobs.ours(1))).calls;
      const after = (await worker.run(jobs.ours(1))).calls;
      const during = Object.entries(after).map(([name, times]) => ({
        name,
        times: times - (before[name] ?? 0),
      }));
      const lines = during.filter(({ times }) => times > 0).map(({ name, times }) => `${times} ${name}`);
      made = lines.join(', ');
    });
  } finally {
    await worker.end();
  }
  return [count('requests of a warm send', made, WANTED, made === WANTED)];
}
