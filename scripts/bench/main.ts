import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Row, withBench } from './bench';
import { installPeers } from './install';
import { type Line, table } from './report';
import { burst } from './rows/burst';
import { calls } from './rows/calls';
import { campaignRun } from './rows/campaign-run';
import { console as consoleRow } from './rows/console';
import { first } from './rows/first';
import { handshakes } from './rows/handshakes';
import { load } from './rows/load';
import { memory } from './rows/memory';
import { plan } from './rows/plan';
import { rate } from './rows/rate';
import { size } from './rows/size';
import { warm } from './rows/warm';
import { runOf, writePage, writeRun } from './run';

const USAGE = `npm run bench                 runs every benchmark, prints the table and writes docs/benchmarks.md; about twenty-five minutes
npm run bench -- --short      a few rounds of each, for the counts; writes nothing
npm run bench -- --page       measures nothing: writes docs/benchmarks.md from docs/benchmarks.json, after its texts changed
npm run bench -- --only NAME  one row: size, load, first, warm, calls, handshakes, rate, codec, memory, burst, plan, campaign-run, console`;

const ROWS: Readonly<Record<string, Row>> = {
  load,
  size,
  first,
  warm,
  calls,
  handshakes,
  rate,
  // Imports the peers, which may have to be installed first.
  codec: async (bench) => (await import('./rows/codec')).codec(bench),
  memory,
  burst,
  plan,
  'campaign-run': campaignRun,
  console: consoleRow,
};
const ROWS_WITH_PEERS = ['handshakes', 'rate', 'codec'];

interface Measured {
  readonly lines: readonly Line[];
  /** Rows that could not be measured; the others are not lost with them. */
  readonly failed: readonly string[];
}

async function measure(names: readonly string[], isShort: boolean): Promise<Measured> {
  return withBench(isShort, async (bench) => {
    const lines: Line[] = [];
    const failed: string[] = [];
    for (const name of names) {
      process.stderr.write(`${name} …\n`);
      try {
        lines.push(...((await ROWS[name]?.(bench)) ?? []));
      } catch (error) {
        console.error(error);
        failed.push(name);
      }
    }
    return { lines, failed };
  });
}

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const options = { short: flag, page: flag, help: flag, only: { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  const names = values.only === undefined ? Object.keys(ROWS) : [values.only];
  if (values.help || names.some((name) => ROWS[name] === undefined)) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  if (values.page) return writePage();
  const isWhole = !values.short && values.only === undefined;
  if (names.some((name) => ROWS_WITH_PEERS.includes(name))) installPeers();
  const [before = Number.NaN] = loadavg();
  const { lines, failed } = await measure(names, values.short);
  console.log(table(lines));
  if (failed.length > 0) console.error(`Not measured, and nothing is written: ${failed.join(', ')}`);
  else if (isWhole) await writeRun(runOf(lines, before, loadavg()[0] ?? Number.NaN));
  const broken = lines.filter(({ isCount, met }) => isCount && met === false);
  for (const { what, ours, target } of broken) console.error(`${what}: ${ours}, expected ${target}`);
  // Times depend on the machine as well; counts depend on our code alone.
  if (broken.length > 0 || failed.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
