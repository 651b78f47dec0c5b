import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands';
import { usageLines } from '../../cli/help';
import { ROOT } from '../kit/process';

/** The sections of a page by their headings. */
function sections(file: string): ReadonlyMap<string, string> {
  const [, ...parts] = readFileSync(join(ROOT, 'docs', file), 'utf8').split('\n## ');
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

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
