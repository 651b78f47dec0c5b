import { type Bench, bundleOf } from '../bench';
import { count, type Line } from '../report';
import { Worker } from '../worker/worker';

const WANTED = { PutItem: 1, POST: 1, UpdateItem: 1 };

const inWords = (calls: Readonly<Record<string, number>>): string =>
  Object.entries(calls)
    .map(([name, times]) => `${times} ${name}`)
    .join(', ');

/** Counts every HTTP request that leaves the process during one send, other than its first. */
export async function calls({ harness, jobs }: Pick<Bench, 'harness' | 'jobs'>): Promise<Line[]> {
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: harness.addresses.env, mustCount: true });
  let made: Record<string, number> = {};
  try {
    await harness.expectPaid(2, async () => {
      const before = (await worker.run(jobs.ours(1))).calls;
      const after = (await worker.run(jobs.ours(1))).calls;
      const during = Object.entries(after).map(
        ([name, times]) => [name, times - (before[name] ?? 0)] as const,
      );
      made = Object.fromEntries(during.filter(([, times]) => times > 0));
    });
  } finally {
    await worker.end();
  }
  const met = Object.keys({ ...made, ...WANTED }).every(
    (name) => made[name] === WANTED[name as keyof typeof WANTED],
  );
  return [count('requests of a warm send', inWords(made), inWords(WANTED), met)];
}
