import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandError } from './errors';

/** The terminal, or what a test puts in its place. Messages and questions go to stderr, so that stdout can be piped. */
export interface Io {
  /** Writes a line of the result to stdout. */
  out(line: string): void;
  /** Writes a line to stderr: progress, warnings, errors. */
  err(line: string): void;
  /** Asks for a line. @throws CommandError without a terminal, or when the input ends */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<string>;
  /** Shows a text in the last line of a terminal, in place of the one before; undefined where stderr is none. */
  readonly live?: (text: string) => void;
  /** All of stdin, for options that take `-`. */
  readStdin(): Promise<string>;
  /** Whether a person can be asked. */
  readonly isTTY: boolean;
}

/** Shows what readline echoes until it is silenced. */
class Echo extends Writable {
  isSilent = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.isSilent) process.stderr.write(chunk);
    done();
  }
}

function prompt(question: string, isSecret: boolean): Promise<string> {
  if (process.stdin.isTTY !== true)
    return Promise.reject(
      new CommandError(
        `There is no terminal to ask for: ${question.replace(/[:?\s]+$/, '')}. Use an option instead.`,
      ),
    );
  return new Promise((resolve, reject) => {
    const output = new Echo();
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    let hasAnswered = false;
    lines.once('close', () => {
      if (isSecret) process.stderr.write('\n');
      if (!hasAnswered) reject(new CommandError('No answer was given; nothing was done.'));
    });
    lines.once('SIGINT', () => lines.close());
    lines.question(question, (answer) => {
      hasAnswered = true;
      lines.close();
      resolve(answer);
    });
    output.isSilent = isSecret;
  });
}

/** The text in the last line, which other output must not be glued to. */
let shown = '';

/** A text that reached the second line would leave its first part behind. */
function live(text: string): void {
  if (text === '' && shown === '') return;
  shown = text.slice(0, Math.max(1, (process.stderr.columns || 80) - 1));
  process.stderr.write(`\r\x1b[2K${shown}`);
}

function write(stream: NodeJS.WriteStream, line: string): void {
  const before = shown;
  live('');
  stream.write(`${line}\n`);
  live(before);
}

/** The terminal of this process. */
export const terminal: Io = {
  out: (line) => write(process.stdout, line),
  err: (line) => write(process.stderr, line),
  ...(process.stderr.isTTY === true && { live }),
  ask: (question) => prompt(question, false),
  askSecret: (question) => prompt(question, true),
  readStdin: () => text(process.stdin),
  isTTY: process.stdin.isTTY === true && process.stderr.isTTY === true,
};
