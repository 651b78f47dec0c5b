import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runtimePrograms } from '../../../scripts/runtime/packages';
import { itemProcessor } from '../../step-functions/definition';

export type Fault = 'throttled' | 'lost' | 'twice' | 'none';

/** How the execution of one row has ended. */
export interface RowEnd {
  /** Calls of Lambda, those that a fault kept from it included. */
  readonly calls: number;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly cause?: string;
}

/** The item processor of campaigns, run by aws-local-stepfunctions on Lambda's Node. `end()` it. */
export class ItemProcessor {
  private readonly waiting = new Map<number, (end: RowEnd) => void>();
  private readonly child: ChildProcessWithoutNullStreams;
  private last = 0;
  private said = '';

  /** @param endpoint of Lambda */
  constructor(endpoint: string) {
    const { node, stepFunctions } = runtimePrograms();
    const program = join(__dirname, 'interpreter.mts');
    const args = [program, stepFunctions, endpoint, JSON.stringify(itemProcessor())];
    this.child = spawn(node, args, { env: { PATH: process.env.PATH } });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const { id, ...end } = JSON.parse(line) as RowEnd & { id: number };
      this.waiting.get(id)?.(end);
      this.waiting.delete(id);
    });
    this.child.once('close', (code) => {
      for (const resolve of this.waiting.values())
        resolve({ calls: 0, error: 'Interpreter', cause: `ended with ${code}: ${this.said}` });
    });
  }

  run(input: unknown, faults: readonly Fault[] = []): Promise<RowEnd> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin.write(`${JSON.stringify({ id, input, faults })}\n`);
    });
  }

  async end(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.stdin.end();
    await closed;
  }
}
