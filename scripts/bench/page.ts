import { METHOD } from './method';
import { type Line, table } from './report';

/** What the figures depend on; nothing that identifies the machine itself. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly cpu: string;
  readonly ramGb: number;
  /** Load averages of one minute. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** One whole run, as kept in docs/benchmarks.json. */
export interface Run {
  readonly lines: readonly Line[];
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
}

function machineText(machine: Machine, versions: Run['versions']): string {
  const { node, platform, cores, cpu, ramGb, loadBefore, loadAfter } = machine;
  const isBusy = Math.max(loadBefore, loadAfter) > cores;
  return `## Machine

Node ${node}, ${platform}, ${cores} cores (${cpu}), ${ramGb} GB of RAM. Load average ${loadBefore.toFixed(1)} at the start of the run and
${loadAfter.toFixed(1)} at the end, the benchmark itself included.${isBusy ? BUSY : ''}

${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.`;
}

const BUSY = ` Above the number of cores, other processes were running
as well, or several of the benchmark's own at once: times are longer and spreads wider than on an idle machine, and since
a process then waits for a core rather than for a response, wall times differ as much as CPU times do.`;

function unmet(lines: readonly Line[]): string {
  const missed = lines.filter(({ met }) => met === false).map(({ what }) => what);
  if (missed.length === 0) return '';
  const noise = missed.map(
    (what) => `- *${what}*: missed in this run; compare the spreads before drawing conclusions.\n`,
  );
  return `## Targets missed

${noise.join('')}
`;
}

/** docs/benchmarks.md, from the figures of a run. The only source of that page. */
export function page({ lines, machine, versions }: Run): string {
  return `# Benchmarks

Written by \`npm run bench\` from \`docs/benchmarks.json\`; do not edit by hand.

${table(lines)}

${machineText(machine, versions)}

${unmet(lines)}${METHOD}`;
}
