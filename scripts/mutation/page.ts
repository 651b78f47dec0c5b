import { type Comparison, type Score, total } from './compare';
import type { Reason } from './reasons';

/** The share of mutants that the tests kill, in percent. */
export function percent({ killed, excused, unexplained }: Score): string {
  const all = killed + excused + unexplained;
  return all === 0 ? '–' : `${((100 * killed) / all).toFixed(1)}%`;
}

/** One row per file, and a last row with the sums. */
export function scoreTable({ scores }: Pick<Comparison, 'scores'>): string {
  const row = (name: string, score: Score) => {
    const { killed, excused, unexplained } = score;
    const all = killed + excused + unexplained;
    return `| ${name} | ${all} | ${killed} | ${excused} | ${unexplained} | ${percent(score)} |`;
  };
  const files = [...scores].sort(([a], [b]) => a.localeCompare(b));
  return [
    '| file | mutants | killed | survived, with a reason | survived, without a reason | killed |',
    '|---|--:|--:|--:|--:|--:|',
    ...files.map(([file, score]) => row(`\`${file}\``, score)),
    row('all', total(scores.values())),
  ].join('\n');
}

/** Source code in a table cell or a list: on one line, and fenced so that none of it is read as Markdown. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > 100 ? `${line.slice(0, 99)}…` : line;
  const fence = short.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ` ${short} ` : short}${fence}`;
}

function changeOf({ mutator, original, replacement }: Reason): string {
  if (replacement === '*') return `${code(original)}, any replacement by ${mutator}`;
  return replacement === '' ? `${code(original)} removed` : `${code(original)} → ${code(replacement)}`;
}

/** The reasons of each file; changes with the same reason are listed together. */
export function reasonList(reasons: readonly Reason[]): string {
  const files = new Map<string, Map<string, Reason[]>>();
  for (const reason of reasons) {
    const byWords = files.get(reason.file) ?? new Map<string, Reason[]>();
    byWords.set(reason.reason, [...(byWords.get(reason.reason) ?? []), reason]);
    files.set(reason.file, byWords);
  }
  return [...files]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([file, byWords]) => {
      const entries = [...byWords].map(([words, same]) => {
        const changes = same.map((reason) => `  - ${changeOf(reason)}`);
        return [`- ${words}`, ...changes].join('\n');
      });
      return `### \`${file}\`\n\n${entries.join('\n')}`;
    })
    .join('\n\n');
}

/** `docs/mutation.md`, written by `npm run test:mutation -- --write`. */
export function page(comparison: Comparison, reasons: readonly Reason[]): string {
  return `# Mutation testing

Stryker makes one small change to the payment code at a time, and the tests must fail. A change that no test notices (a
survivor) means that a test is missing, or has its reason below. The command writes this page; it fails if a survivor has
no reason, or a reason no survivor.

\`\`\`sh
npm run test:mutation                                                # all files, about an hour
npm run test:mutation -- --only shared/payment/decide/next-step.ts   # one file
npm run test:mutation -- --write                                     # all files, then updates this page
\`\`\`

The mutants run against the unit tests of \`shared/payment\` and \`shared/wechat-pay\` and a short form of the fault
simulation (\`jest.mutation.config.cjs\`). A mutant that never ends counts as killed, unless it has a reason: then the run
was only slow, and it counts as a survivor. So does a mutant that no test runs.

## Score

${scoreTable(comparison)}

## Reasons

The reasons are stored in \`test/mutation/survivors-*.json\`, and matched by the source text of the change.

${reasonList(reasons)}
`;
}
