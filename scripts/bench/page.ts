import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Line, table } from './report';

const ROOT = join(__dirname, '../..');

/** What the figures are of, as far as it says nothing of where they were made. */
export interface Machine {
  readonly load: number;
}

export function describeMachine(): Machine {
  return { load: loadavg()[0] ?? Number.NaN };
}

const VERSIONS = [
  '@aws-sdk/client-dynamodb',
  '@vercel/ncc',
  'dynalite',
  'fast-xml-parser',
  'tenpay',
  'wechatpay-axios-plugin',
  'node-easywechat',
] as const;

function versionOf(name: string): string {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function setting(before: Machine, after: Machine): string {
  const ram = `${Math.round(totalmem() / 2 ** 30)} GB of RAM`;
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`;
  return `Node ${process.version.slice(1)}, ${process.platform} ${process.arch}, ${cores}, ${ram}. Load average of the
machine at the start ${before.load.toFixed(1)}, at the end ${after.load.toFixed(1)}; above the number of cores, others were
at work on it: the times are longer than they need be, the spreads wider, and since a process then waits for a core
more than for an answer, wall times are as far apart as CPU times are.

${VERSIONS.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`;
}

const METHOD = `## Method

Whatever is compared is measured in turns, in one run: first the one, then the other, and the other way round in the
next round, so that what else the machine does meets both. A cell holds the median and, in brackets, the quarter
points. The senders are processes of their own; DynamoDB (dynalite), Secrets Manager and the WeChat Pay sandbox are
together in another, and their CPU is not counted. All of it is on 127.0.0.1, with real mutual TLS. After each row the
sandbox is asked how many were paid: if it is not all of them, the run fails. The command fails on counts (bytes,
requests, handshakes, handles), never on times.

- **load**: from starting \`node -e "require(bundle)"\` to its end, less \`node -e ""\` of the same round. Beside it the
  AWS clients that the function needs, alone, as ncc bundles them by default with \`--minify\`.
- **bundle**: ncc's default takes the SDK's CommonJS build, from which nothing can be left out. Ours gives ncc the SDK's
  ES modules and compresses what it writes (\`scripts/build/bundle.ts\`); no source is touched.
- **first invocation**: a new process, bundle loaded, then one send: the secret is fetched, hands are shaken, two writes,
  one POST. Beside it \`scripts/bench/bare/send.js\`: the same requests, with nothing checked, signed, parsed or logged.
- **warm send**: 25 sends a round, after a warm-up. Beside it the same script, its requests built and signed
  beforehand, and its two writes the very same, so that the stand-in for DynamoDB takes as long for both.
- **requests of a warm send**: every HTTP request that Node reports to have begun in the process.
- **peers**: each as its own documents set it up, one client for all sends. tenpay: p12. wechatpay-axios-plugin: PEM,
  \`security: true\`. node-easywechat: an \`https.Agent\` with the p12, handed in with each request, as its maintainer
  advises. **node-easywechat\\*** is the same with an agent told \`keepAlive: true\`, of which its README does not speak:
  the connections are then its caller's doing. The other two make theirs themselves.
- **sends 100 ms away**: one process, 30 sends at a time; every round trip to the sandbox takes 100 ms longer, that of
  opening a connection too. The peers only send; ours also writes its two records for each send, to a DynamoDB that here
  is a program on the same cores (the line below it says what that takes) and there is not.
- **sign + build + parse + read**: without network, CPU only. tenpay's private steps and wechatpay-axios-plugin's
  transformers are called as their own send calls them. Ours builds with fast-xml-parser, and reads with a scanner
  that knows the documented shape and nothing else (\`shared/wechat-pay/protocol/xml-scanner.ts\`).
- **heap**: after garbage collection.

## What a Lambda would add

Not measured here: fetching the zip; starting Node, which the load above is without; CPU in proportion to memory, by
AWS's documents a whole core at 1,769 MB and so three tenths of one at the 512 MB of \`serverless.yml\` (more is reported
of the time in which a function is loaded, which is why the AWS clients are made then); the latencies of the real DynamoDB, Secrets
Manager and WeChat Pay. A Lambda container serves one invocation at a time: each has one connection to WeChat Pay, and
one handshake for as long as it stays in use.

A page of the list at any offset has a benchmark of its own: \`npm run bench:pages\`.
`;

function unmet(lines: readonly Line[]): string {
  const missed = lines.filter(({ met }) => met === false).map(({ what }) => what);
  if (missed.length === 0) return '';
  const noise = missed.map(
    (what) => `- *${what}*: missed in this run; compare the spreads before drawing conclusions.\n`,
  );
  return `## What is not met

${noise.join('')}
`;
}

/** docs/benchmarks.md. */
export function page(lines: readonly Line[], before: Machine, after: Machine): string {
  return `# Benchmarks

Written by \`npm run bench\`; not to be edited by hand.

${table(lines)}

${setting(before, after)}

${unmet(lines)}${METHOD}`;
}
