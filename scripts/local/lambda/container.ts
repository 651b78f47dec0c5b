import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { containerEnvironment, type FunctionSpec, type InvocationResult, type Job } from './function-spec';
import { LogCollector } from './log-collector';

const WORKER = join(__dirname, 'worker.cjs');

/** Lambda allows 10 s; a busy laptop that starts many containers at once needs more. */
const INIT_LIMIT_MS = 30_000;

type Message =
  | { readonly kind: 'ready'; readonly usable: boolean }
  | { readonly kind: 'answered' | 'failed'; readonly requestId: string; readonly payload: string };

export interface ContainerOptions {
  readonly runtime: string;
  /** Receives everything that the function writes. */
  readonly log: (text: string) => void;
  /** How far the stack's clock is ahead of this machine's, in milliseconds. */
  readonly clockAheadMs: () => number;
}

/** A process that runs one function, one event at a time: Lambda's execution environment. */
export class Container {
  readonly #child: ChildProcess;
  readonly #clockAheadMs: () => number;
  readonly #logs: LogCollector;
  readonly #gone: Promise<string>;
  readonly #ready: Promise<void>;
  #usable = true;
  requestId: string | null = null;

  /** @param serial distinguishes the containers of one function. */
  constructor(
    readonly spec: FunctionSpec,
    serial: number,
    { runtime, log, clockAheadMs }: ContainerOptions,
  ) {
    this.#clockAheadMs = clockAheadMs;
    // execArgv: the bundle must not get this process's own flags (a TypeScript loader, for example).
    this.#child = fork(WORKER, [spec.file, spec.handler, String(clockAheadMs())], {
      cwd: dirname(spec.file),
      env: containerEnvironment(spec, runtime, serial),
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#logs = new LogCollector(this.#child, log);
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#usable = false;
        resolve(`did not start: ${error.message}`);
      });
      this.#child.once('close', (code, signal) => {
        this.#usable = false;
        resolve(
          signal === null ? `exited with error: exit status ${code}` : `exited with error: signal: ${signal}`,
        );
      });
    });
    this.#ready = new Promise((resolve) => {
      this.#child.once('message', (message: Message) => {
        if (message.kind === 'ready' && !message.usable) this.#usable = false;
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** False once the process has ended, or if its bundle could not be loaded. */
  get usable(): boolean {
    return this.#usable && this.#child.connected;
  }

  /** Runs one event; kills the process on a timeout. Never rejects. */
  async invoke(job: Job): Promise<InvocationResult> {
    this.requestId = job.requestId;
    this.#logs.begin(job.requestId);
    const { failed, payload } = await this.#run(job);
    this.requestId = null;
    return { failed, payload, log: this.#logs.end() };
  }

  /** Kills the process, like a crash of the machine. Resolves when it has exited. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** Resolves when the process has exited. */
  async gone(): Promise<void> {
    await this.#gone;
  }

  async #run(job: Job): Promise<{ failed: boolean; payload: string }> {
    const died = this.#gone.then((how) => fault('Runtime.ExitError', job, `Runtime ${how}`));
    const started = await this.#within(
      INIT_LIMIT_MS,
      Promise.race([this.#ready.then(() => 'ready' as const), died]),
    );
    if (started === 'late') return await this.#timeOut(job, INIT_LIMIT_MS);
    if (started !== 'ready') return started;
    const { timeoutMs } = this.spec;
    const responded = this.#responseTo(job, Date.now() + timeoutMs);
    const end = await this.#within(timeoutMs, Promise.race([responded, died]));
    return end === 'late' ? await this.#timeOut(job, timeoutMs) : end;
  }

  async #responseTo(job: Job, deadlineMs: number): Promise<{ failed: boolean; payload: string }> {
    const response = new Promise<Extract<Message, { payload: string }>>((resolve) => {
      const onMessage = (message: Message): void => {
        if (message.kind === 'ready' || message.requestId !== job.requestId) return;
        this.#child.off('message', onMessage);
        resolve(message);
      };
      this.#child.on('message', onMessage);
    });
    // Sending to a process that has just died fails; its exit then provides the result.
    this.#child.send({ ...job, deadlineMs, aheadMs: this.#clockAheadMs() }, () => undefined);
    const { kind, payload } = await response;
    await this.#logs.complete(job.requestId);
    return { failed: kind === 'failed', payload };
  }

  async #timeOut(job: Job, afterMs: number): Promise<{ failed: boolean; payload: string }> {
    await this.kill();
    return fault('Sandbox.Timedout', job, `Task timed out after ${(afterMs / 1000).toFixed(2)} seconds`);
  }

  async #within<T>(limitMs: number, work: Promise<T>): Promise<T | 'late'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), limitMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Worded like Lambda's own errors, so that code which reads them (a retry, an alarm) can be tested here. */
function fault(errorType: string, job: Job, message: string): { failed: true; payload: string } {
  const errorMessage = `RequestId: ${job.requestId} Error: ${message}`;
  return { failed: true, payload: JSON.stringify({ errorType, errorMessage }) };
}
