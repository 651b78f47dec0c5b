import type { Socket } from 'node:net';

/** The TCP socket of a connection, which is needed for a reset, and the connection's number in the log. */
export interface Connection {
  number: number;
  raw: Socket;
}

/** The open connections by remote address, which the TCP and the TLS socket share. */
export class Connections {
  private readonly open = new Map<string, Connection>();
  private lastNumber = 0;

  add(raw: Socket, onClose: () => void): void {
    this.lastNumber += 1;
    const key = Connections.key(raw);
    this.open.set(key, { number: this.lastNumber, raw });
    raw.once('close', () => {
      this.open.delete(key);
      onClose();
    });
  }

  of(socket: Socket): Connection | undefined {
    return this.open.get(Connections.key(socket));
  }

  /** Also ends those without a finished TLS handshake, which the HTTPS server does not know yet. */
  destroyAll(): void {
    for (const { raw } of this.open.values()) raw.destroy();
  }

  private static key(socket: Socket): string {
    return `${socket.remoteAddress}/${socket.remotePort}`;
  }
}
