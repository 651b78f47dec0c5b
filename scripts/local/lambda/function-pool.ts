import { stat } from 'node:fs/promises';
import { Container } from './container';
import type { ContainerInfo, FunctionSpec, Job, Outcome } from './function-spec';

/** More events at once than the function's reserved concurrency. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

/** The stack is ending. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

export interface PoolOptions {
  readonly runtime: string;
  readonly log: (text: string) => void;
  /** Processes of one function at most; further events wait for one, as a laptop has no more to give. */
  readonly maxContainers: number;
  /** An unused process ends after this. */
  readonly idleMs: number;
}

interface Idle {
  readonly container: Container;
  readonly timer: NodeJS.Timeout;
}

/** The processes of one function: warm ones are used again, further ones are started as events come in at once. */
export class FunctionPool {
  readonly #spec: FunctionSpec;
  readonly #options: PoolOptions;
  readonly #all = new Set<Container>();
  readonly #idle: Idle[] = [];
  /** Which build of the bundle a process holds. */
  readonly #builds = new WeakMap<Container, string>();
  readonly #waiting: ((container: Container | null) => void)[] = [];
  #serial = 0;
  #running = 0;
  #bundle = '';
  #closed = false;
  /** Reserved concurrency; `undefined` is without a limit. */
  reservedConcurrency: number | undefined;

  constructor(spec: FunctionSpec, options: PoolOptions) {
    this.#spec = spec;
    this.#options = options;
  }

  /**
   * @throws ThrottledError when the reserved concurrency is used up.
   * @throws ClosedError when the stack ends before a process is free.
   */
  async invoke(job: Job): Promise<Outcome> {
    if (this.#running >= (this.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      throw new ThrottledError('Rate Exceeded.');
    }
    this.#running += 1;
    try {
      await this.#retireOldBundle();
      const container = this.#closed ? null : (this.#free() ?? (await this.#next()));
      if (container === null) throw new ClosedError('The local stack is ending.');
      const outcome = await container.invoke(job);
      this.#giveBack(container);
      return outcome;
    } finally {
      this.#running -= 1;
    }
  }

  containers(): ContainerInfo[] {
    return [...this.#all].map((container) => ({
      functionName: this.#spec.name,
      pid: container.pid,
      requestId: container.requestId,
    }));
  }

  /** Ends one process as a crash would; resolves to false when there is none of that pid. */
  async kill(pid: number): Promise<boolean> {
    const container = [...this.#all].find((one) => one.pid === pid);
    if (container === undefined) return false;
    await container.kill();
    this.#all.delete(container);
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const hand of this.#waiting.splice(0)) hand(null);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#all].map((container) => container.kill()));
  }

  #free(): Container | null {
    // The one used last first, so that those no longer needed grow old and end.
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
    const container = new Container(this.#spec, this.#options.runtime, this.#serial, this.#options.log);
    this.#all.add(container);
    this.#builds.set(container, this.#bundle);
    void container.gone().then(() => this.#all.delete(container));
    return container;
  }

  #giveBack(container: Container): void {
    const usable = container.usable && !this.#closed && this.#builds.get(container) === this.#bundle;
    if (!usable) this.#discard(container);
    const hand = this.#waiting.shift();
    if (hand !== undefined) {
      hand(usable ? container : this.#start());
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

  /** A bundle built anew while the stack runs: warm processes hold the old one. */
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
