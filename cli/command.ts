import type { ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors';
import type { Io } from './io';
import type { Stack } from './stack';

/** 0 done, 1 failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Options as `parseArgs` of node:util takes them. `--stack`, `--region` and `--help` belong to every command. */
export type Options = NonNullable<ParseArgsConfig['options']>;

type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values'];

export interface CommandContext<O extends Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
  readonly io: Io;
  /** Name of the selected stack, `LOCAL_STACK` for the local one; known without connecting to it. */
  readonly stackName: string;
  /**
   * Connects to the selected stack and says on stderr which one it is; on the first call also starts the local one if
   * none runs. Check the arguments first: wrong usage must start nothing. The dispatcher closes the stack.
   */
  readonly stack: () => Promise<Stack>;
}

/** One command of `./red-pack`. */
export interface Command<O extends Options = Options> {
  /** As typed: one word, or a group and a word (`certificate put`). */
  readonly name: string;
  /** One sentence for the overview, without a full stop. */
  readonly summary: string;
  /**
   * What `--help` prints after the name and summary: the ways to call it, then every option with its meaning. Its
   * first line is also shown with an error of usage.
   */
  readonly usage: string;
  readonly options: O;
  /** Whether arguments that are not options are allowed. Default false. */
  readonly allowPositionals?: boolean;
  run(context: CommandContext<O>): Promise<ExitCode>;
}

/** What a file of `commands/` exports; its name and summary stand in the table of commands. */
export interface CommandModule {
  readonly command: Omit<Command, 'name' | 'summary'>;
}

/** Gives `run` the types of the values that its options produce. */
export function defineCommand<const O extends Options>(
  command: Omit<Command<O>, 'name' | 'summary'>,
): CommandModule['command'] {
  // Sound because the dispatcher parses the values of `run` with the options that stand beside it.
  return command as unknown as CommandModule['command'];
}

/** The value of an option that must be given. @throws UsageError */
export function required(values: Readonly<Record<string, unknown>>, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}
