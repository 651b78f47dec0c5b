import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands';
import { usageLines } from '../../cli/help';
import { runCli } from '../../cli/run';
import { scripts } from '../../package.json';
import { ROOT } from '../kit/process';

/** The sections of a page by their headings. */
function sections(file: string): ReadonlyMap<string, string> {
  const [, ...parts] = readFileSync(join(ROOT, 'docs', file), 'utf8').split('\n## ');
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

const PAGES = [
  ...['README', 'CONTRIBUTING', 'SECURITY'].flatMap((name) => [`${name}.md`, `${name}.zh-CN.md`]),
  ...['docs', 'examples'].flatMap((dir) => readdirSync(join(ROOT, dir)).map((name) => `${dir}/${name}`)),
].filter((name) => name.endsWith('.md') && name !== 'CONTRIBUTING.zh-CN.md');

/** What an operator could paste: in `inline code`, or a line of a shell block, continued by a backslash. */
function commandLines(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const fenced = [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gm)];
  const blocks = fenced.flatMap(([, language = '', block = '']) =>
    ['', 'sh'].includes(language) ? [block] : [],
  );
  const inBlocks = blocks.flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, ' ')
      .split('\n')
      .map((line) => line.trim()),
  );
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map(
    ([, code = '']) => code,
  );
  const lines = [...inBlocks, ...inline].map((line) => line.replaceAll(/\s+/g, ' '));
  // `[OPTIONS]`, `open|retry` and words in capitals belong to the form of a usage line.
  return lines.filter((line) => /^\.\/red-pack /.test(line) && !/[[|]| (COMMAND|命令)\b| 命令/.test(line));
}

/** The arguments as a shell splits them. */
function argumentsOf(line: string): string[] {
  const filled = line.replaceAll(/<[^>]*>/g, 'wx1111');
  const words = filled.replace(/ #.*| *(&&|;|>).*/, '').match(/'[^']*'|"[^"]*"|[^ ]+/g) ?? [];
  return words.slice(1).map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
}

const LINES = PAGES.flatMap((page) => commandLines(page).map((line) => [page, line] as const));

test('commands are found on the pages, in both languages', () => {
  const found = (page: string) => LINES.filter(([name]) => name === page).map(([, line]) => line);
  expect(found('docs/the-night.md')).toContain('./red-pack retry-parked --code NO_AUTH --campaign eve-2027');
  expect(found('docs/the-night.md').length).toBeGreaterThan(25);
  expect(found('docs/the-night.zh-CN.md')).toEqual(found('docs/the-night.md'));
  expect(found('README.md').join()).toContain('certificate put --stack red-pack-prod');
});

test.each(LINES)('%s: `%s` names a command and options that exist', async (_, line) => {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const never = () => Promise.reject(new Error('not asked'));
  const io = { out: say, err: say, ask: never, askSecret: never, readStdin: never, isTTY: false };
  const parsed = COMMANDS.map((command) => ({ ...command, run: () => Promise.resolve(0 as const) }));
  const code = await runCli(parsed, argumentsOf(line), io);
  expect({ code, said: line.endsWith('--help') ? [] : said }).toEqual({ code: 0, said: [] });
});

// The examples have packages of their own.
test.each(PAGES.filter((page) => !page.startsWith('examples/')))(
  '%s names only npm scripts that exist',
  (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  },
);

const NAMES = COMMANDS.map(({ name }) => name);

test('docs/commands.md has a section per command, in their order, with what its --help says', () => {
  const page = sections('commands.md');
  expect([...page.keys()]).toEqual(NAMES);
  for (const { name, summary, usage } of COMMANDS) {
    expect(page.get(name)).toContain(`${summary}.`);
    expect(page.get(name)).toContain(usage);
  }
});

test('docs/commands.zh-CN.md has the same sections, with how each is called and all of its options', () => {
  const page = sections('commands.zh-CN.md');
  expect([...page.keys()]).toEqual(NAMES);
  for (const command of COMMANDS) {
    expect(page.get(command.name)).toContain(usageLines(command));
    for (const option of Object.keys(command.options))
      expect(page.get(command.name)).toContain(`\`--${option}\``);
  }
});
