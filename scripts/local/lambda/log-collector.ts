import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** Log lines may arrive after the response; this is how long to wait for the end markers behind them. */
const MARKER_LIMIT_MS = 1000;

/** Collects the output of a container per invocation, and forwards it to the function's log file. */
export class LogCollector {
  readonly #write: (text: string) => void;
  readonly #waiting = new Map<string, () => void>();
  /** End markers seen on the two streams, by request id. */
  readonly #seen = new Map<string, number>();
  #text = '';
  #requestId = '';
  #startedAt = 0;

  constructor(child: ChildProcess, write: (text: string) => void) {
    this.#write = write;
    for (const stream of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8');
      let rest = '';
      stream?.on('data', (chunk: Buffer) => {
        rest = this.#take(rest + decoder.write(chunk));
      });
    }
  }

  begin(requestId: string): void {
    this.#requestId = requestId;
    this.#startedAt = performance.now();
    this.#text = '';
    this.#add(`START RequestId: ${requestId} Version: $LATEST\n`);
  }

  /** The output since `begin`, followed by Lambda's own lines. */
  end(): string {
    const durationMs = (performance.now() - this.#startedAt).toFixed(2);
    this.#add(`END RequestId: ${this.#requestId}\n`);
    this.#add(`REPORT RequestId: ${this.#requestId}\tDuration: ${durationMs} ms\n`);
    this.#seen.delete(this.#requestId);
    return this.#text;
  }

  /** Resolves when the invocation's end marker has arrived on both streams. */
  async complete(requestId: string): Promise<void> {
    if (this.#seen.get(requestId) === 2) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, MARKER_LIMIT_MS);
      this.#waiting.set(requestId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#waiting.delete(requestId);
  }

  /** Forwards text without the end markers; returns the beginning of a marker that is still incomplete. */
  #take(text: string): string {
    const marker = `\u0000${this.#requestId}\u0000`;
    const parts = text.split(marker);
    const last = parts.pop() ?? '';
    for (const part of parts) {
      this.#add(part);
      this.#countMarker(this.#requestId);
    }
    const at = last.lastIndexOf('\u0000');
    const cut = at >= 0 && marker.startsWith(last.slice(at)) ? last.slice(at) : '';
    this.#add(last.slice(0, last.length - cut.length));
    return cut;
  }

  #countMarker(requestId: string): void {
    const count = (this.#seen.get(requestId) ?? 0) + 1;
    this.#seen.set(requestId, count);
    if (count === 2) this.#waiting.get(requestId)?.();
  }

  #add(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#write(text);
  }
}
