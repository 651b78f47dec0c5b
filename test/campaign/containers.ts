import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { LocalStack } from '../../scripts/local/stack';

/** Finds the container behind a socket, and the invocation that it runs. */
export class Containers {
  private readonly pids = new Map<number, number>();
  private readonly file: number;
  private read = 0;
  private rest = '';
  private lambda: LocalStack['lambda'] | null = null;

  /** @param path where the containers' preload writes their sockets */
  constructor(path: string) {
    writeFileSync(path, '');
    this.file = openSync(path, 'r');
  }

  /** From now on these are the containers. */
  of(stack: LocalStack): void {
    this.lambda = stack.lambda;
  }

  /** Who holds a socket that bytes have come from; ports are used again, and the latest line counts. */
  pidOf(port: number | undefined): number | null {
    this.catchUp();
    return this.pids.get(port ?? 0) ?? null;
  }

  /** The invocation that a process runs; null when it is idle or gone. */
  requestOf(pid: number | null): string | null {
    return this.all().find((one) => one.pid === pid)?.requestId ?? null;
  }

  all(): ReturnType<LocalStack['lambda']['containers']> {
    return (this.lambda?.containers() ?? []).filter(({ pid }) => pid > 0);
  }

  /** SIGKILL, sent before this returns. False when it was gone already. */
  async kill(pid: number): Promise<boolean> {
    return (await this.lambda?.kill(pid)) ?? false;
  }

  close(): void {
    closeSync(this.file);
  }

  private catchUp(): void {
    const buffer = Buffer.alloc(64 * 1024);
    for (;;) {
      const bytes = readSync(this.file, buffer, 0, buffer.length, this.read);
      if (bytes === 0) return;
      this.read += bytes;
      const lines = (this.rest + buffer.toString('latin1', 0, bytes)).split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) {
        const [port, pid] = line.split(' ').map(Number);
        if (port !== undefined && pid !== undefined) this.pids.set(port, pid);
      }
    }
  }
}
