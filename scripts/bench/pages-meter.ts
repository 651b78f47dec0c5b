import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The calls that passed the meter, by name, and the units that DynamoDB reported for them. */
export interface Reading {
  readonly calls: number;
  readonly byName: Readonly<Record<string, number>>;
  readonly readUnits: number;
  /** Of the table; dynalite does not count the writes of an index. */
  readonly writeUnits: number;
}

/** A proxy in front of DynamoDB that counts the calls of its clients. */
export interface Meter {
  readonly endpoint: string;
  /** Sets the address it forwards to, `http://host:port`. */
  lead(to: string): void;
  /** The calls since the last reading. */
  read(): Reading;
  close(): Promise<void>;
}

interface Units {
  readonly CapacityUnits?: number;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function passOn(to: string, from: IncomingMessage, body: string): Promise<IncomingMessage> {
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = from.headers;
  const onward = request(to, {
    method: from.method ?? 'POST',
    path: from.url ?? '/',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  });
  onward.end(body);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  return response;
}

function unitsOf(body: Buffer): number {
  const { ConsumedCapacity: units = [] } = JSON.parse(String(body)) as { ConsumedCapacity?: Units | Units[] };
  return [units].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

class Tally {
  private byName: Record<string, number> = {};
  private readUnits = 0;
  private writeUnits = 0;

  add(name: string, units: number): void {
    this.byName[name] = (this.byName[name] ?? 0) + 1;
    if (/Get|Query|Scan/.test(name)) this.readUnits += units;
    else this.writeUnits += units;
  }

  reading(): Reading {
    const { byName, readUnits, writeUnits } = this;
    return { calls: Object.values(byName).reduce((sum, n) => sum + n, 0), byName, readUnits, writeUnits };
  }
}

/** Opens a meter on a free loopback port. The meter itself requests the consumed capacity; clients change nothing. */
export async function startMeter(): Promise<Meter> {
  let tally = new Tally();
  let target = '';
  const server: Server = createServer((incoming, outgoing) => {
    const measure = async (): Promise<void> => {
      const name = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      const input = JSON.parse(String(await bodyOf(incoming)));
      const response = await passOn(
        target,
        incoming,
        JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      const body = await bodyOf(response);
      tally.add(name, unitsOf(body));
      outgoing.writeHead(response.statusCode ?? 502, response.headers).end(body);
    };
    measure().catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to) => {
      target = to;
    },
    read: () => {
      const reading = tally.reading();
      tally = new Tally();
      return reading;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
