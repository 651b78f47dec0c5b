import { type Bench, bundleOf, withBench } from './bench';
import { CASES, type Sent } from './memory-cases';
import { inMb } from './report';
import { Worker } from './worker/worker';

/** The sizes that serverless.yml could choose. */
export const SIZES_MB = [256, 512] as const;

/** By AWS's documentation a function has one vCPU at this size, and a share in proportion below it. */
const FULL_VCPU_MB = 1_769;

/** As Lambda's own start of Node limits its heap: 90 % of the memory for old objects, 5 % for new ones. */
export function nodeOptionsOf(memoryMb: number): string[] {
  const of = (percent: number): number => Math.floor((memoryMb * percent) / 100);
  return [`--max-old-space-size=${of(90)}`, `--max-semi-space-size=${Math.max(1, of(5))}`];
}

/** Milliseconds that CPU time takes with the share of a vCPU that this size has. */
export function onShare(cpuMs: number, memoryMb: number): number {
  return (cpuMs * FULL_VCPU_MB) / memoryMb;
}

export interface SizeFigures {
  readonly name: string;
  readonly what: string;
  readonly memoryMb: number;
  readonly loadCpuMs: number;
  readonly firstCpuMs: number;
  /** Mean of the calls after the first. */
  readonly warmCpuMs: number;
  readonly maxRssBytes: number;
}

interface Envelope {
  readonly status?: number;
}

async function measureOne(
  bench: Bench,
  { name, what, events, before }: (typeof CASES)[number],
  memoryMb: number,
  sent: readonly Sent[],
): Promise<SizeFigures> {
  const { env } = bench.harness.addresses;
  if (before !== undefined) await runAll(bench, await before(bench));
  const jobs = await events(bench, sent);
  const worker = await Worker.start(bundleOf(name), { env, nodeOptions: nodeOptionsOf(memoryMb) });
  try {
    const first = await worker.runOne<Envelope>(jobs[0] ?? {});
    if (first.result.status !== 200)
      throw new Error(`${name}: ${JSON.stringify(first.result).slice(0, 300)}`);
    const rest = await worker.run(jobs.slice(1));
    const warmCpuMs = rest.cpuMs / (jobs.length - 1);
    return {
      ...{ name, what, memoryMb, loadCpuMs: worker.loadCpuMs, firstCpuMs: first.cpuMs, warmCpuMs },
      maxRssBytes: rest.maxRssBytes,
    };
  } finally {
    await worker.end();
  }
}

async function runAll({ harness }: Bench, jobs: readonly object[]): Promise<void> {
  const worker = await Worker.start(bundleOf('sendRedPack'), { env: harness.addresses.env });
  try {
    await worker.run(jobs, 10);
  } finally {
    await worker.end();
  }
}

/** Measures each function's bundle in a process whose heap is limited as on Lambda. */
export function measureSizes(): Promise<SizeFigures[]> {
  return withBench(true, async (bench) => {
    const packets = bench.jobs.ours(1_000);
    await runAll(bench, packets);
    const sent = packets.map((packet) => ({
      idempotency_key: String(Reflect.get(packet, 'idempotency_key')),
    }));
    const figures: SizeFigures[] = [];
    for (const each of CASES)
      for (const size of SIZES_MB) figures.push(await measureOne(bench, each, size, sent));
    return figures;
  });
}

const HEAD = [
  'function',
  'calls',
  'MB',
  'load CPU',
  'first call CPU',
  'first call',
  'warm call CPU',
  'warm call',
  'RSS',
];

/** The table for docs/cost.md; times on the share of a vCPU are what Lambda would take for the CPU alone. */
export function sizesTable(figures: readonly SizeFigures[]): string {
  const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const rows = figures.map(({ name, what, memoryMb, loadCpuMs, firstCpuMs, warmCpuMs, maxRssBytes }) => [
    ...[name, what, String(memoryMb), ms(loadCpuMs), ms(firstCpuMs), ms(onShare(firstCpuMs, memoryMb))],
    ...[ms(warmCpuMs), ms(onShare(warmCpuMs, memoryMb)), inMb(maxRssBytes)],
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}

if (require.main === module) {
  measureSizes().then(
    (figures) => console.log(sizesTable(figures)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
