import type { Command } from './command';

const GLOBAL_OPTIONS = `Every command takes:
  --stack <service>-<stage>  a stack on AWS, such as red-pack-prod; default RED_PACK_STACK, else the local stack
  --region REGION            of that stack; default AWS_REGION, else the one of the AWS profile
  --help                     how the command is called`;

const EXIT_CODES = 'Exit code: 0 done, 1 failed, 2 wrong usage.';

/** The overview. @param commands only these, for a group of commands */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: ./red-pack COMMAND [OPTIONS]',
    rows.join('\n'),
    GLOBAL_OPTIONS,
    `${EXIT_CODES} Help on one command: ./red-pack COMMAND --help`,
  ].join('\n\n');
}

export function helpOf({ summary, usage }: Command): string {
  return [`${summary}.`, usage, GLOBAL_OPTIONS, EXIT_CODES].join('\n\n');
}

/** The ways to call it, which stand first in the usage. */
export function usageLines({ usage }: Command): string {
  return usage.slice(0, `${usage}\n\n`.indexOf('\n\n'));
}

/** The names that differ least from what was typed; none if all differ a lot. */
export function closest(typed: string, names: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  const near = names
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= limit || (typed.length > 2 && name.startsWith(typed)))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, char] of one.split('').entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + (other[at - 1] === char ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
