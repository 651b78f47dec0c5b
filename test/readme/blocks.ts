import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../kit/process';

export const READMES = ['README.md', 'README.zh-CN.md'] as const;
/** The pages whose samples are compiled and run. */
export const PAGES = [...READMES, 'docs/api.md', 'docs/api.zh-CN.md'] as const;

/** A command that calls one function on the local stack: `test/serverless/invoke-local.test.ts` runs it. */
export const INVOKE_LOCAL = /^npx serverless invoke local -f \w+ -p \S+$/;

export interface Block {
  /** Where it begins. */
  readonly line: number;
  readonly text: string;
}

/** The fenced blocks of a page in one of the languages, without the indent of a list that they stand in. */
export function blocksOf(page: string, languages: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const fences = new RegExp(`^( *)\`\`\`(?:${languages})\\n(.*?)^ *\`\`\`$`, 'gms');
  return [...text.matchAll(fences)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: (match[2] ?? '').replace(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
  }));
}

/** The samples of TypeScript of a page. */
export function samplesOf(page: string): Block[] {
  return blocksOf(page, 'ts|js|typescript|javascript');
}

/** The commands of a page’s shell blocks, without comments; one that goes on in further lines is one command. */
export function commandsOf(page: string): string[] {
  const commands: string[] = [];
  let open = '';
  for (const { text } of blocksOf(page, 'sh|bash|shell'))
    for (const line of text.trimEnd().split('\n')) {
      open += open === '' ? line : `\n${line}`;
      const isQuoted = (open.match(/'/g) ?? []).length % 2 === 1;
      if (isQuoted || open.endsWith('\\')) continue;
      commands.push(open.replace(/\s+#.*$/, '').replaceAll('\\\n', ''));
      open = '';
    }
  return commands;
}
