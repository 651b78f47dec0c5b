import { type Comparison, type Score, total } from './compare';
import type { Reason } from './reasons';

/** What share of the mutants the tests notice, in percent. */
export function percent({ killed, excused, unexplained }: Score): string {
  const all = killed + excused + unexplained;
  return all === 0 ? '–' : `${((100 * killed) / all).toFixed(1)} %`;
}

/** One row per file, the sum last. */
export function scoreTable({ scores }: Pick<Comparison, 'scores'>): string {
  const row = (name: string, score: Score) => {
    const { killed, excused, unexplained } = score;
    const all = killed + excused + unexplained;
    return `| ${name} | ${all} | ${killed} | ${excused} | ${unexplained} | ${percent(score)} |`;
  };
  const files = [...scores].sort(([a], [b]) => a.localeCompare(b));
  return [
    '| file | mutants | killed | survived, with a reason | survived, without | killed of all |',
    '|---|--:|--:|--:|--:|--:|',
    ...files.map(([file, score]) => row(`\`${file}\``, score)),
    row('all', total(scores.values())),
  ].join('\n');
}

/** Source in a table cell or a list: one line, and no mark of its own is read as Markdown. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > 100 ? `${line.slice(0, 99)}…` : line;
  const fence = short.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ` ${short} ` : short}${fence}`;
}

function changeOf({ mutator, original, replacement }: Reason): string {
  if (replacement === '*') return `${code(original)}, whatever ${mutator} makes of it`;
  return replacement === '' ? `${code(original)} left out` : `${code(original)} → ${code(replacement)}`;
}

/** The reasons of each file; those in the same words stand together. */
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

Stryker changes the money core one small thing at a time, and the tests must notice. What they do not notice is either
a missing test or has its reason below. Written by the command itself; a survivor without a reason, or a reason that
no survivor needs any more, makes it fail.

\`\`\`sh
npm run test:mutation                                             # all of it; takes its time
npm run test:mutation -- --only shared/payment/decide/next-step.ts           # one file
npm run test:mutation -- --write                                  # all of it, then this page
\`\`\`

The judges: the unit tests of \`shared/payout\` and \`shared/wechat-pay\`, and the simulation of faults in short
(\`jest.mutation.config.cjs\`). A mutant that never ends counts as noticed; one that no test runs as a
survivor, and so does one that has a reason and was only slow.

## Score

${scoreTable(comparison)}

## Reasons

They live in \`test/mutation/survivors-*.json\`, and are found by the text of what was changed.

${reasonList(reasons)}
`;
}
