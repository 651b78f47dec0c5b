import { type Bench, bundleOf } from '../bench';
import { count, inMb, type Line } from '../report';
import { type Weight, Worker } from '../worker/worker';

/** Numbers of sends after which the memory is measured. */
const STEPS = [100, 1_000, 5_000, 10_000];
const SHORT_STEPS = [100, 300];

/** Jobs per message: small, so that the jobs themselves do not count as memory in use. */
const PART = 100;

/** About the size of one small object leaked per send; code compiled over 10,000 sends amounts to less. */
const NOISE_BYTES_PER_SEND = 200;

interface Weighing extends Weight {
  readonly sends: number;
}

async function weigh({ harness, jobs, isShort }: Bench): Promise<Weighing[]> {
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: harness.addresses.env, canWeigh: true });
  const weighings: Weighing[] = [];
  let sends = 0;
  try {
    for (const step of isShort ? SHORT_STEPS : STEPS) {
      for (; sends < step - PART; sends += PART) await worker.run(jobs.ours(PART));
      const weight = await worker.runAndWeigh(jobs.ours(PART));
      sends = step;
      weighings.push({ ...weight, sends });
    }
  } finally {
    await worker.end();
  }
  return weighings;
}

/** Heap and handles of a process after many sends, garbage collected, compared with those after the first hundred. */
export async function memory(bench: Bench): Promise<Line[]> {
  const weighings = await weigh(bench);
  const begin = weighings[0];
  const end = weighings.at(-1);
  if (begin === undefined || end === undefined) throw new Error('nothing was weighed');
  const grown = (end.heapBytes - begin.heapBytes) / (end.sends - begin.sends);
  const earlier = weighings.slice(0, -1).map(({ sends, heapBytes }) => `after ${sends}: ${inMb(heapBytes)}`);
  return [
    {
      what: `heap after ${end.sends} sends`,
      ours: inMb(end.heapBytes),
      baseline: earlier.join(', '),
      ratio: `${(end.heapBytes / begin.heapBytes).toFixed(2)}×`,
      target: `< ${NOISE_BYTES_PER_SEND} bytes per send`,
      // During the first few hundred sends the heap grows by compiled code alone.
      met: bench.isShort ? null : grown < NOISE_BYTES_PER_SEND,
      isCount: false,
    },
    count(
      `open handles after ${end.sends} sends`,
      String(end.handles),
      'no more',
      end.handles <= begin.handles,
      `after ${begin.sends}: ${begin.handles}`,
    ),
  ];
}
