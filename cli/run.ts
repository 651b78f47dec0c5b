import { parseArgs } from 'node:util';
import type { Command, CommandContext, ExitCode, Options } from './command';
import { lastWords, messageOf, UsageError } from './errors';
import { closest, helpOf, overview, usageLines } from './help';
import type { Io } from './io';
import type { Stack } from './stack';
import { chooseStack, LOCAL_STACK } from './stack-choice';

/** The options of every command. */
const GLOBAL = {
  stack: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

interface Found {
  readonly command: Command;
  readonly rest: string[];
}

/** The command that the first one or two words name, and the arguments after them. */
function findCommand(commands: readonly Command[], args: readonly string[]): Found | null {
  for (const length of [2, 1]) {
    const words = args.slice(0, length).join(' ');
    const command = commands.find(({ name }) => name === words);
    if (command !== undefined) return { command, rest: args.slice(length) };
  }
  return null;
}

function asksForHelp(arg: string): boolean {
  return arg === '--help' || arg === '-h';
}

/** Says what is wrong with a command line that names no command, or shows the overview of all or of a group. */
function withoutCommand(commands: readonly Command[], args: readonly string[], io: Io): ExitCode {
  const [first = '', second = ''] = args;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  const isGroup = group.length > 0;
  if (asksForHelp(first) || (isGroup && asksForHelp(second))) {
    io.out(overview(isGroup ? group : commands));
    return 0;
  }
  if (first === '' || (isGroup && second === '')) {
    io.err(overview(isGroup ? group : commands));
  } else if (first.startsWith('-')) {
    io.err(`A command comes first, then its options; got "${first}". Help: ./red-pack --help`);
  } else {
    const names = commands.map(({ name }) => name);
    const typed = isGroup ? `${first} ${second}` : first;
    const near = closest(`${first} ${second}`, names) ?? closest(first, names);
    const hint = near === null ? '' : ` Did you mean "${near}"?`;
    io.err(`There is no command "${typed}".${hint} Help: ./red-pack ${isGroup ? `${first} ` : ''}--help`);
  }
  return 2;
}

/** Node's own message about an unknown option goes on about arguments that begin with "-". */
function parseProblem(error: unknown, options: Options): string {
  const message = messageOf(error);
  const unknown = /^Unknown option '(--?[^'=]+)'/.exec(message)?.[1];
  if (unknown === undefined) return message.replace(/(?<=\.)[ \n].*/s, '');
  const near = closest(unknown.replace(/^-+/, ''), Object.keys(options));
  return `There is no option ${unknown}.${near === null ? '' : ` Did you mean --${near}?`}`;
}

/** @throws UsageError that names the option or argument */
function parse({ command, rest }: Found) {
  const options = { ...command.options, ...GLOBAL };
  try {
    return parseArgs({ options, args: rest, allowPositionals: command.allowPositionals === true });
  } catch (error) {
    throw new UsageError(parseProblem(error, options), { cause: error });
  }
}

async function runCommand(found: Found, io: Io): Promise<ExitCode> {
  const { values, positionals } = parse(found);
  const choice = chooseStack(values);
  let opened: Promise<Stack> | undefined;
  const stack: CommandContext<Options>['stack'] = () => {
    // Loaded only here: the clients of AWS take longer to load than help takes to print.
    opened ??= (require('./stack') as typeof import('./stack')).openStack(choice, io);
    return opened;
  };
  try {
    return await found.command.run({ values, positionals, io, stackName: choice.name ?? LOCAL_STACK, stack });
  } finally {
    // One that did not open has nothing to close, and its error is on the way already.
    await opened?.then(
      (it) => it.close(),
      () => undefined,
    );
  }
}

/**
 * Runs one command line.
 * @param args without the program's name
 * @returns the exit code; every error is written to `io`
 */
export async function runCli(
  commands: readonly Command[],
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const found = findCommand(commands, args);
  if (found === null) return withoutCommand(commands, args, io);
  const { command, rest } = found;
  if (rest.some(asksForHelp)) {
    io.out(helpOf(command));
    return 0;
  }
  try {
    return await runCommand(found, io);
  } catch (error) {
    io.err(lastWords(error));
    if (!(error instanceof UsageError)) return 1;
    io.err(`\n${usageLines(command)}\nHelp: ./red-pack ${command.name} --help`);
    return 2;
  }
}
