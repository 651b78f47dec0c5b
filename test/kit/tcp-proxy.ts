import { connect, createServer, type Socket } from 'node:net';
import { listen, type TestServer } from './server';

/** What becomes of the bytes of one write of a client's: both cuts reset its connection. */
export type Cut = 'pass' | 'cut' | 'cut-in-half';

/** @param isFirst of its connection */
export type Steer = (client: Socket, isFirst: boolean) => Cut;

/** A TCP proxy on a free port of 127.0.0.1: it cannot read what passes, but counts it and can end it. */
export class TcpProxy {
  /** Connections and bytes that came from clients so far. */
  readonly seen = { connections: 0, bytes: 0 };
  private readonly pairs = new Map<Socket, Socket>();
  private target: { host: string; port: number } | null = null;
  private isShut = false;
  private listening: TestServer | null = null;

  private constructor(private readonly steer: Steer) {}

  /** A proxy that resets every connection until `forwardTo`. */
  static async start(steer: Steer = () => 'pass'): Promise<TcpProxy> {
    const proxy = new TcpProxy(steer);
    proxy.listening = await listen(createServer((client) => proxy.join(client)));
    return proxy;
  }

  /** `host:port` */
  get hostPort(): string {
    return this.listening?.host ?? '';
  }

  /** @param to `host:port` */
  forwardTo(to: string): void {
    const [host = '', port] = to.split(':');
    this.target = { host, port: Number(port) };
  }

  /** From now on every connection is reset, the open ones included. */
  shut(): void {
    this.isShut = true;
    this.reset();
  }

  reopen(): void {
    this.isShut = false;
  }

  /** The proxy's ends of the open connections. */
  get clients(): Socket[] {
    return [...this.pairs.keys()];
  }

  reset(clients = this.clients): void {
    for (const client of clients) client.resetAndDestroy();
  }

  /** Like a network that forgets idle connections: what is written into an open one vanishes. New ones work. */
  forget(): void {
    for (const [client, onward] of this.pairs) onward.unpipe(client).resume();
    this.pairs.clear();
  }

  async close(): Promise<void> {
    this.reset();
    await this.listening?.end();
  }

  private join(client: Socket): void {
    this.seen.connections += 1;
    if (this.isShut || this.target === null) {
      client.resetAndDestroy();
      return;
    }
    const onward = connect(this.target);
    this.pairs.set(client, onward);
    const isForgotten = (): boolean => !this.pairs.has(client);
    onward.on('error', () => onward.destroy());
    onward.on('close', () => isForgotten() || client.destroy());
    onward.pipe(client);
    let isFirst = true;
    client.on('data', (chunk) => {
      if (isForgotten()) return;
      this.seen.bytes += chunk.length;
      const cut = this.steer(client, isFirst);
      isFirst = false;
      if (cut === 'pass') onward.write(chunk);
      if (cut === 'cut-in-half') onward.write(chunk.subarray(0, chunk.length >> 1), () => onward.destroy());
      if (cut !== 'pass') client.resetAndDestroy();
    });
    client.on('end', () => isForgotten() || onward.end());
    client.on('close', () => {
      this.pairs.delete(client);
      onward.destroySoon();
    });
  }
}
