import { COMMANDS } from '../../cli/commands';
import { CommandError } from '../../cli/errors';
import type { Io } from '../../cli/io';
import { runCli } from '../../cli/run';
import type { Env } from '../../scripts/local/env-file';
import { type Ended, ROOT, run } from '../kit/process';

/** A terminal with a person who gives these answers in turn; without answers, no terminal. */
export interface Person {
  readonly answers?: readonly string[];
  readonly stdin?: string;
}

/** No terminal, and nobody who reads. */
export const SILENT: Io = {
  out: () => undefined,
  err: () => undefined,
  ask: () => Promise.reject(new Error('nobody answers')),
  askSecret: () => Promise.reject(new Error('nobody answers')),
  readStdin: () => Promise.resolve(''),
  isTTY: false,
};

/** Runs commands in this process, as `./red-pack` does. */
export async function redPack(args: readonly string[], person: Person = {}): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const answers = [...(person.answers ?? [])];
  const ask = (question: string): Promise<string> => {
    said.stderr += question;
    const answer = answers.shift();
    return answer === undefined
      ? Promise.reject(new CommandError('nobody answers'))
      : Promise.resolve(answer);
  };
  const io: Io = {
    out: (line) => {
      said.stdout += `${line}\n`;
    },
    err: (line) => {
      said.stderr += `${line}\n`;
    },
    ask,
    askSecret: ask,
    readStdin: () => Promise.resolve(person.stdin ?? ''),
    isTTY: person.answers !== undefined,
  };
  const code = await runCli(COMMANDS, args, io);
  return { code, ...said };
}

/** The executable itself, with these variables and no others. */
export function redPackIn(variables: Readonly<Env>, ...args: string[]): Promise<Ended> {
  return run(`${ROOT}/red-pack`, args, { env: { PATH: process.env.PATH, ...variables } });
}

/** The folder of a running stack, for commands that join it. */
export function local(dir: string): Env {
  return { RED_PACK_LOCAL_DIR: dir };
}
