import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;
type CallName = 'query' | 'get' | 'write';

interface Options {
  readonly now?: () => number;
  /** Entries a Query reads before it breaks off, as DynamoDB does at 1 MB. */
  readonly pageSize?: number;
  /** Awaited before each call: may take time, or throw as DynamoDB would. */
  readonly before?: (call: CallName) => Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly partition: string;
  readonly timeKey: string;
}

/**
 * What the list uses of DynamoDB, in memory: the index `by_time`, which may lag, and batches. Held against dynalite
 * in list-memory.test.ts.
 */
export class MemoryDynamoDB {
  readonly items = new Map<string, Item>();
  /** How many keys each of the next reads leaves unprocessed, and how many items each of the next writes. */
  unread: number[] = [];
  unwritten: number[] = [];
  private readonly entries = new Map<string, Entry>();
  private pending: { readonly at: number; readonly entry: Entry }[] = [];

  constructor(
    readonly tableName: string,
    private readonly options: Options = {},
  ) {}

  /** @param lagMs after which the index shows it */
  put(item: Item, lagMs = 0): void {
    const [id, partition, timeKey] = [item.id?.S ?? '', item.miniapp_id?.S ?? '', item.time_key?.S ?? ''];
    this.items.set(id, item);
    const entry = { id, partition, timeKey };
    if (lagMs > 0) this.pending.push({ at: this.now() + lagMs, entry });
    else this.entries.set(id, entry);
  }

  remove(id: string): void {
    this.items.delete(id);
    this.entries.delete(id);
  }

  /** What the index shows of a partition, in its order. */
  shown(partition: string): Entry[] {
    const due = this.pending.filter(({ at }) => at <= this.now());
    this.pending = this.pending.filter(({ at }) => at > this.now());
    for (const { entry } of due) this.entries.set(entry.id, entry);
    return [...this.entries.values()]
      .filter((entry) => entry.partition === partition)
      .sort((a, b) => (a.timeKey < b.timeKey ? -1 : 1));
  }

  /** For the product, which knows nothing but a client. */
  get client(): DynamoDBClient {
    return { send: (command: unknown) => this.send(command) } as unknown as DynamoDBClient;
  }

  private async send(command: unknown): Promise<unknown> {
    if (command instanceof QueryCommand) {
      await this.options.before?.('query');
      return this.query(command.input);
    }
    if (command instanceof BatchGetItemCommand) {
      await this.options.before?.('get');
      return this.batchGet(command.input);
    }
    if (command instanceof BatchWriteItemCommand) {
      await this.options.before?.('write');
      return this.batchWrite(command.input);
    }
    throw new Error('not a command of the list');
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private query(input: QueryCommandInput) {
    const values = input.ExpressionAttributeValues ?? {};
    const [, sign] = / (<|>=) :bound$/.exec(input.KeyConditionExpression ?? '') ?? [];
    const bound = values[':bound']?.S ?? '';
    const after = input.ExclusiveStartKey?.time_key?.S;
    const isForward = input.ScanIndexForward !== false;
    const inRange = this.shown(values[':partition']?.S ?? '').filter(
      ({ timeKey }) =>
        (sign === undefined || (sign === '<' ? timeKey < bound : timeKey >= bound)) &&
        (after === undefined || (isForward ? timeKey > after : timeKey < after)),
    );
    if (!isForward) inRange.reverse();
    const size = Math.min(input.Limit ?? Number.POSITIVE_INFINITY, this.options.pageSize ?? 12_000);
    const page = inRange.slice(0, size);
    const last = page.length === size ? page.at(-1) : undefined;
    const attribute = input.ExpressionAttributeNames?.['#attribute'];
    return {
      Items: page.map(({ id, timeKey }) =>
        attribute === 'id' ? { id: { S: id } } : { time_key: { S: timeKey } },
      ),
      Count: page.length,
      LastEvaluatedKey: last && {
        id: { S: last.id },
        miniapp_id: { S: last.partition },
        time_key: { S: last.timeKey },
      },
    };
  }

  private batchGet({ RequestItems }: BatchGetItemCommandInput): Partial<BatchGetItemCommandOutput> {
    const { Keys = [], ConsistentRead } = RequestItems?.[this.tableName] ?? {};
    if (Keys.length === 0 || Keys.length > 100) throw new Error(`a batch of ${Keys.length} keys`);
    if (new Set(Keys.map(({ id }) => id?.S)).size < Keys.length) throw new Error('a key twice in a batch');
    const done = Keys.length - Math.min(Keys.length, this.unread.shift() ?? 0);
    const found = Keys.slice(0, done)
      .map(({ id }) => this.items.get(id?.S ?? ''))
      .filter((item) => item !== undefined);
    const left = Keys.slice(done);
    return {
      Responses: { [this.tableName]: found },
      UnprocessedKeys:
        left.length > 0
          ? { [this.tableName]: { Keys: left, ...(ConsistentRead !== undefined && { ConsistentRead }) } }
          : {},
    };
  }

  private batchWrite({ RequestItems }: BatchWriteItemCommandInput) {
    const requests = RequestItems?.[this.tableName] ?? [];
    if (requests.length === 0 || requests.length > 25)
      throw new Error(`a batch of ${requests.length} writes`);
    const done = requests.length - Math.min(requests.length, this.unwritten.shift() ?? 0);
    for (const { PutRequest, DeleteRequest } of requests.slice(0, done)) {
      if (PutRequest?.Item !== undefined) this.put(PutRequest.Item);
      else this.remove(DeleteRequest?.Key?.id?.S ?? '');
    }
    const left = requests.slice(done);
    return { UnprocessedItems: left.length > 0 ? { [this.tableName]: left } : {} };
  }
}
