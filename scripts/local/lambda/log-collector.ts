import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** A log line may be on its way still when the answer is here; longer than this nobody waits for it. */
const MARK_LIMIT_MS = 1000;

/** Gathers what a container writes, per invocation, and passes it on to the function's log file. */
export class LogCollector {
  readonly #write: (text: string) => void;
  readonly #waiting = new Map<string, () => void>();
  /** Marks seen on each of the two streams. */
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

  /** All that was written since `begin`, closed by Lambda's own lines. */
  end(): string {
    const durationMs = (performance.now() - this.#startedAt).toFixed(2);
    this.#add(`END RequestId: ${this.#requestId}\n`);
    this.#add(`REPORT RequestId: ${this.#requestId}\tDuration: ${durationMs} ms\n`);
    this.#seen.delete(this.#requestId);
    return this.#text;
  }

  /** Resolves when both streams have passed the invocation's end mark. */
  async complete(requestId: string): Promise<void> {
    if (this.#seen.get(requestId) === 2) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, MARK_LIMIT_MS);
      this.#waiting.set(requestId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#waiting.delete(requestId);
  }

  /** Passes text on without the marks; returns the beginning of a mark that is not whole yet. */
  #take(text: string): string {
    const mark = `\u0000${this.#requestId}\u0000`;
    const parts = text.split(mark);
    const last = parts.pop() ?? '';
    for (const part of parts) {
      this.#add(part);
      this.#mark(this.#requestId);
    }
    const at = last.lastIndexOf('\u0000');
    const cut = at >= 0 && mark.startsWith(last.slice(at)) ? last.slice(at) : '';
    this.#add(last.slice(0, last.length - cut.length));
    return cut;
  }

  #mark(requestId: string): void {
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
