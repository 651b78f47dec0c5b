import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A message that AWS's runtime client passes to Lambda on the telemetry file descriptor. */
export interface TelemetryMessage {
  readonly level: string;
  readonly text: string;
}

/** The descriptor's number in the child: the first after standard error. */
export const TELEMETRY_FD = 3;

/** Type, length and time stamp come before each message. */
const HEADER_BYTES = 16;
const LENGTH_OFFSET = 4;

/** In the type of a message. */
const LEVEL_BITS = 0b11100;
const LEVELS: Readonly<Record<number, string>> = {
  4: 'TRACE',
  8: 'DEBUG',
  12: 'INFO',
  16: 'WARN',
  20: 'ERROR',
};

/** All that Lambda collects for CloudWatch Logs from one execution environment. */
export class Output {
  private readonly chunks: Readonly<Record<'stdout' | 'stderr' | 'telemetry', Buffer[]>> = {
    stdout: [],
    stderr: [],
    telemetry: [],
  };

  constructor({ stdio: [, stdout, stderr, telemetry] }: ChildProcess) {
    for (const [name, stream] of Object.entries({ stdout, stderr, telemetry }))
      (stream as Readable).on('data', (chunk: Buffer) =>
        this.chunks[name as keyof typeof this.chunks].push(chunk),
      );
  }

  /** Lines of standard output and of standard error, which Lambda takes as they are. */
  lines(): string[] {
    return (['stdout', 'stderr'] as const).flatMap((name) =>
      Buffer.concat(this.chunks[name])
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== ''),
    );
  }

  /** What the runtime client has made of `console.log` and its like. */
  telemetry(): TelemetryMessage[] {
    const bytes = Buffer.concat(this.chunks.telemetry);
    const messages: TelemetryMessage[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const level = LEVELS[bytes.readUInt32BE(at) & LEVEL_BITS] ?? 'unknown';
      const end = at + HEADER_BYTES + bytes.readInt32BE(at + LENGTH_OFFSET);
      // The rest of it is still on its way.
      if (end > bytes.length) break;
      messages.push({ level, text: bytes.subarray(at + HEADER_BYTES, end).toString('utf8') });
      at = end;
    }
    return messages;
  }

  /** All of it, for a person. */
  text(): string {
    return [...this.lines(), ...this.telemetry().map(({ text }) => text)].join('\n');
  }
}
