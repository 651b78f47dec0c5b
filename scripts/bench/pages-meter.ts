import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Index, type Item, indexWriteUnits } from '../cost/index-units';

/** The calls that passed the meter, by name, and the units that DynamoDB reported for them. */
export interface Reading {
  readonly calls: number;
  readonly byName: Readonly<Record<string, number>>;
  readonly readUnits: number;
  /** Of the table; dynalite does not count the writes of an index. */
  readonly writeUnits: number;
  /** Of the indexes, by DynamoDB's rule; 0 unless the meter knows them. */
  readonly indexWriteUnits: number;
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

type Outgoing = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

async function passOn(to: string, from: Outgoing, body: string): Promise<IncomingMessage> {
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
  indexWriteUnits = 0;

  add(name: string, units: number): void {
    this.byName[name] = (this.byName[name] ?? 0) + 1;
    if (/Get|Query|Scan/.test(name)) this.readUnits += units;
    else this.writeUnits += units;
  }

  reading(): Reading {
    const { byName, readUnits, writeUnits, indexWriteUnits } = this;
    return {
      calls: Object.values(byName).reduce((sum, n) => sum + n, 0),
      byName,
      readUnits,
      writeUnits,
      indexWriteUnits,
    };
  }
}

interface Write {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
}

/** The item that a write touches; null if there is none. */
async function itemOf(
  target: string,
  from: IncomingMessage,
  { TableName, Key, Item }: Write,
): Promise<Item | null> {
  const id = Key?.id ?? Item?.id;
  const headers = { ...from.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
  const get: Outgoing = { method: 'POST', url: '/', headers };
  const body = JSON.stringify({ TableName, Key: { id }, ConsistentRead: true });
  const found = JSON.parse(String(await bodyOf(await passOn(target, get, body)))) as { Item?: Item };
  return found.Item ?? null;
}

/**
 * Opens a meter on a free loopback port. The meter itself requests the consumed capacity; clients change nothing.
 * @param indexes whose write units are to be counted, for calls that come one after another
 */
export async function startMeter(indexes: readonly Index[] = []): Promise<Meter> {
  let tally = new Tally();
  let target = '';
  const server: Server = createServer((incoming, outgoing) => {
    const measure = async (): Promise<void> => {
      const name = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      const input = JSON.parse(String(await bodyOf(incoming)));
      const isSeen = indexes.length > 0 && /^(Put|Update|Delete)Item$/.test(name);
      const before = isSeen ? await itemOf(target, incoming, input) : null;
      const response = await passOn(
        target,
        incoming,
        JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      const body = await bodyOf(response);
      tally.add(name, unitsOf(body));
      if (isSeen) {
        const after = await itemOf(target, incoming, input);
        for (const index of indexes) tally.indexWriteUnits += indexWriteUnits(before, after, index);
      }
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
