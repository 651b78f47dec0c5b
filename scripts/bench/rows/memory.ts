import { type Bench, bundleOf } from '../bench';
import { count, type Line } from '../report';
import { type Weight, Worker } from '../worker/worker';

/** After how many sends the process is weighed. */
const STEPS = [100, 1_000, 5_000, 10_000];
const SHORT_STEPS = [100, 300];

/** In one message per part: the jobs themselves must not be what is weighed. */
const PART = 100;

/** What one small object kept per send would weigh; compiled code, which comes by and by, weighs less over 10,000. */
const NOISE_BYTES_PER_SEND = 200;

const inMb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

interface Weighing extends Weight {
  readonly sends: number;
}

async function weigh({ stage, jobs, isShort }: Bench): Promise<Weighing[]> {
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: stage.addresses.env, canWeigh: true });
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

/** What a process holds after many sends, garbage collected, beside what it held after the first hundred. */
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
      // In a few hundred sends the compiler is still at work, and all that grows is its code.
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
