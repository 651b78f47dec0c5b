import { type Bench, bundleOf } from '../bench';
import { count, type Line } from '../report';
import { type Weight, Worker } from '../worker/worker';

const FIRST = 100;

/** In one message per part: the jobs themselves must not be what is weighed. */
const PART = 100;

/** A leak of one small object per send, 200 bytes, would show. */
const NOISE_BYTES_PER_SEND = 200;

const inMb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What a process holds after many sends, garbage collected, beside what it held after the first hundred. */
export async function memory({ stage, jobs, isShort }: Bench): Promise<Line[]> {
  const last = isShort ? 1_000 : 10_000;
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: stage.addresses.env, canWeigh: true });
  const weigh = async (sends: number): Promise<Weight> => {
    for (let left = sends; left > PART; left -= PART) await worker.run(jobs.ours(PART));
    return worker.runAndWeigh(jobs.ours(PART));
  };
  let begin: Weight;
  let end: Weight;
  try {
    begin = await weigh(FIRST);
    end = await weigh(last - FIRST);
  } finally {
    await worker.end();
  }
  const grown = (end.heapBytes - begin.heapBytes) / (last - FIRST);
  const what = `after ${last} sends`;
  return [
    {
      what: `heap ${what}`,
      ours: inMb(end.heapBytes),
      baseline: `after ${FIRST}: ${inMb(begin.heapBytes)}`,
      ratio: `${(end.heapBytes / begin.heapBytes).toFixed(2)}×`,
      target: `< ${NOISE_BYTES_PER_SEND} bytes per send`,
      met: grown < NOISE_BYTES_PER_SEND,
      isCount: false,
    },
    count(
      `open handles ${what}`,
      String(end.handles),
      'no more',
      end.handles <= begin.handles,
      `after ${FIRST}: ${begin.handles}`,
    ),
  ];
}
