import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Peer, peerOf } from './containers';

/** What is done to the bytes of one write of a client's. */
export type Cut = 'pass' | 'cut' | 'cut-in-half';

/** One write of a client's. */
export interface Writing {
  readonly peer: Peer;
  /** The first of its connection. */
  readonly isFirst: boolean;
}

/** A door before WeChat Pay: it cannot read what passes, but it can end it. */
export class TlsDoor {
  private readonly sockets = new Map<Socket, Peer>();
  private readonly server: Server;
  private target: { host: string; port: number } | null = null;

  constructor(private readonly steer: (writing: Writing) => Cut) {
    this.server = createServer((socket) => this.join(socket));
  }

  /** `host:port` */
  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  lead(to: string): void {
    const [host = '', port] = to.split(':');
    this.target = { host, port: Number(port) };
  }

  /** Resets such connections. @returns which they were */
  reset(isMeant: (peer: Peer) => boolean = () => true): Peer[] {
    const meant = [...this.sockets].filter(([, peer]) => isMeant(peer));
    for (const [socket] of meant) socket.resetAndDestroy();
    return meant.map(([, peer]) => peer);
  }

  async close(): Promise<void> {
    this.server.close();
    this.reset();
    await once(this.server, 'close');
  }

  private join(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.target === null) {
      socket.resetAndDestroy();
      return;
    }
    const peer = peerOf(socket);
    this.sockets.set(socket, peer);
    const onward = connect(this.target);
    let isFirst = true;
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    onward.pipe(socket);
    socket.on('data', (chunk) => {
      const cut = this.steer({ peer, isFirst });
      isFirst = false;
      if (cut === 'pass') onward.write(chunk);
      if (cut === 'cut-in-half') onward.write(chunk.subarray(0, chunk.length >> 1), () => onward.destroy());
      if (cut !== 'pass') socket.resetAndDestroy();
    });
    socket.on('end', () => onward.end());
    socket.on('close', () => {
      this.sockets.delete(socket);
      onward.end();
    });
  }
}
