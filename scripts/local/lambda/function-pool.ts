import { stat } from 'node:fs/promises';
import { Container, type ContainerOptions } from './container';
import type { ContainerInfo, FunctionSpec, InvocationResult, Job } from './function-spec';

/** Thrown for more concurrent events than the function's reserved concurrency. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

/** Thrown when the stack is shutting down. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

export interface PoolOptions extends ContainerOptions {
  /** Maximum of processes per function; further events wait for a free one, since a laptop's memory is limited. */
  readonly maxContainers: number;
  /** How long an unused process is kept. */
  readonly idleMs: number;
}

const DROPPED = {
  EventAgeExceeded: 'the event was throttled until it was too old',
  ZeroReservedConcurrency: 'the reserved concurrency is 0',
} as const;

interface Idle {
  readonly container: Container;
  readonly timer: NodeJS.Timeout;
}

/** The processes of one function: reuses warm ones, and starts more for concurrent events. */
export class FunctionPool {
  readonly #spec: FunctionSpec;
  readonly #options: PoolOptions;
  readonly #all = new Set<Container>();
  readonly #idle: Idle[] = [];
  /** The build of the bundle that a process has loaded. */
  readonly #builds = new WeakMap<Container, string>();
  readonly #waiting: ((container: Container | null) => void)[] = [];
  #serial = 0;
  #running = 0;
  #bundle = '';
  #closed = false;
  /** Reserved concurrency; `undefined` for no limit. */
  reservedConcurrency: number | undefined;

  constructor(spec: FunctionSpec, options: PoolOptions) {
    this.#spec = spec;
    this.#options = options;
    this.reservedConcurrency = spec.reservedConcurrency;
  }

  /**
   * @throws ThrottledError if the reserved concurrency is used up.
   * @throws ClosedError if the stack shuts down before a process is free.
   */
  async invoke(job: Job): Promise<InvocationResult> {
    if (this.#running >= (this.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      throw new ThrottledError('Rate Exceeded.');
    }
    this.#running += 1;
    try {
      await this.#retireOldBundle();
      const container = this.#closed ? null : (this.#free() ?? (await this.#next()));
      if (container === null) throw new ClosedError('The local stack is shutting down.');
      const result = await container.invoke(job);
      this.#release(container);
      return result;
    } finally {
      this.#running -= 1;
    }
  }

  /** For a function without an on-failure destination the log is the only place that can say so. */
  dropped({ requestId }: Job, condition: keyof typeof DROPPED): void {
    this.#options.log(`DROPPED RequestId: ${requestId}\t${DROPPED[condition]}\n`);
  }

  containers(): ContainerInfo[] {
    return [...this.#all].map((container) => ({
      functionName: this.#spec.name,
      pid: container.pid,
      requestId: container.requestId,
    }));
  }

  /** Kills one process, like a crash; resolves to false if there is none with that pid. */
  async kill(pid: number): Promise<boolean> {
    const container = [...this.#all].find((one) => one.pid === pid);
    if (container === undefined) return false;
    await container.kill();
    this.#all.delete(container);
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const assign of this.#waiting.splice(0)) assign(null);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#all].map((container) => container.kill()));
  }

  #free(): Container | null {
    // Most recently used first, so that surplus processes become idle long enough to end.
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.container.usable) return idle.container;
      this.#discard(idle.container);
    }
    return null;
  }

  #next(): Promise<Container | null> | Container {
    if (this.#all.size < this.#options.maxContainers) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Container {
    this.#serial += 1;
    const container = new Container(this.#spec, this.#serial, this.#options);
    this.#all.add(container);
    this.#builds.set(container, this.#bundle);
    void container.gone().then(() => this.#all.delete(container));
    return container;
  }

  #release(container: Container): void {
    const usable = container.usable && !this.#closed && this.#builds.get(container) === this.#bundle;
    if (!usable) this.#discard(container);
    const assign = this.#waiting.shift();
    if (assign !== undefined) {
      assign(usable ? container : this.#start());
      return;
    }
    if (!usable) return;
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex((idle) => idle.container === container),
        1,
      );
      this.#discard(container);
    }, this.#options.idleMs);
    this.#idle.push({ container, timer });
  }

  #discard(container: Container): void {
    this.#all.delete(container);
    void container.kill();
  }

  /** Discards warm processes that have loaded an old bundle, after a build while the stack runs. */
  async #retireOldBundle(): Promise<void> {
    const bundle = await stat(this.#spec.file).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => 'missing',
    );
    if (bundle === this.#bundle) return;
    this.#bundle = bundle;
    for (const { container, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#discard(container);
    }
  }
}
