import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What passed the meter: calls by name, and the units DynamoDB said it took. */
export interface Reading {
  readonly calls: number;
  readonly byName: Readonly<Record<string, number>>;
  readonly readUnits: number;
  /** Of the table; dynalite does not count those of an index. */
  readonly writeUnits: number;
}

/** Counts the calls of whoever has its address for DynamoDB's. */
export interface Meter {
  readonly endpoint: string;
  /** Where it leads to, `http://host:port`. */
  lead(to: string): void;
  /** What passed since the last reading. */
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
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return answer;
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

/** Opens a meter on a free port of the loopback address. It asks for the units itself; callers change nothing. */
export async function startMeter(): Promise<Meter> {
  let tally = new Tally();
  let target = '';
  const server: Server = createServer((incoming, outgoing) => {
    const measure = async (): Promise<void> => {
      const name = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      const input = JSON.parse(String(await bodyOf(incoming)));
      const answer = await passOn(
        target,
        incoming,
        JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      const body = await bodyOf(answer);
      tally.add(name, unitsOf(body));
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
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
