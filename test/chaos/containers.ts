import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { LocalStack } from '../../scripts/local/stack';

/** A connection as its two ends know it; one port alone may serve several, each to another proxy. */
export type Peer = string;

/** @param socket the proxy's end of it */
export function peerOf({ remotePort, localPort }: Socket): Peer {
  return `${remotePort}>${localPort}`;
}

/** Finds the container behind a socket, and the invocation that it runs. */
export class Containers {
  private readonly pids = new Map<Peer, number>();
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

  /** Who holds a connection that bytes have come from; ports are used again, and the latest line counts. */
  pidOf(peer: Peer): number | null {
    this.catchUp();
    return this.pids.get(peer) ?? null;
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
        const [peer = '', pid] = line.split(' ');
        this.pids.set(peer, Number(pid));
      }
    }
  }
}
