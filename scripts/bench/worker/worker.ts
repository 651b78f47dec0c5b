import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Time and CPU of a series of calls, in total. */
export interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Requests that left the process since its start, by name; empty unless `mustCount`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Most resident memory of the process since its start. */
  readonly maxRssBytes: number;
}

export interface Weight {
  readonly heapBytes: number;
  /** Sockets, timers and other resources that keep the process alive. */
  readonly handles: number;
}

interface WorkerOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly mustCount?: boolean;
  readonly canWeigh?: boolean;
  /** Further options of Node. */
  readonly nodeOptions?: readonly string[];
}

type Message = Partial<Taken & Weight> & {
  readonly loadCpuMs?: number;
  readonly result?: unknown;
  readonly failed?: string;
};

/** A process that holds one module and calls its `handler`. */
export class Worker {
  private constructor(private readonly child: ChildProcess) {}

  /** CPU of loading the module, in milliseconds. */
  loadCpuMs = 0;

  /** @param file exports `handler(job, context)`; JavaScript or TypeScript */
  static async start(file: string, options: WorkerOptions): Promise<Worker> {
    const { env, mustCount = false, canWeigh = false, nodeOptions = [] } = options;
    const execArgv = [
      ...(file.endsWith('.ts') ? ['--import', 'tsx'] : []),
      ...(canWeigh ? ['--expose-gc'] : []),
      ...nodeOptions,
    ];
    const child = fork(join(__dirname, 'child.cjs'), [file, ...(mustCount ? ['count'] : [])], {
      // Nothing of the caller's environment: a developer's profile or proxy must not affect the measurement.
      env: { ...env, PATH: process.env.PATH },
      execArgv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const worker = new Worker(child);
    worker.loadCpuMs = (await worker.nextMessage()).loadCpuMs ?? 0;
    return worker;
  }

  /** @param atOnce number of concurrent calls */
  async run(jobs: readonly object[], atOnce = 1): Promise<Taken> {
    this.child.send({ jobs, atOnce });
    return (await this.nextMessage()) as Taken;
  }

  /** Runs one job. @returns what the handler returned, and the CPU of the call */
  async runOne<T>(job: object): Promise<{ readonly result: T; readonly cpuMs: number }> {
    this.child.send({ job });
    return (await this.nextMessage()) as { result: T; cpuMs: number };
  }

  /** Runs the jobs one after another, then collects garbage and measures the memory. */
  async runAndWeigh(jobs: readonly object[]): Promise<Weight> {
    this.child.send({ jobs, atOnce: 1, mustWeigh: true });
    return (await this.nextMessage()) as Weight;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill();
    await gone;
  }

  private nextMessage(): Promise<Message> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void =>
        reject(new Error(`the worker exited with ${code} in the middle of a job`));
      this.child.once('exit', onExit);
      this.child.once('message', (message: Message) => {
        this.child.off('exit', onExit);
        if (message.failed === undefined) resolve(message);
        else reject(new Error(`a job failed: ${message.failed}`));
      });
    });
  }
}
