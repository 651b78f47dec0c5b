import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ParamError } from '../api/errors';
import { asPlatformFault, conditionally } from './dynamodb';
import { type DueQueue, dueKey, type Progress, type StoredRecord } from './record';
import type { DuePage, Guard, RecordTable } from './table';

type Key = Record<string, AttributeValue>;

/** Records of one page of unfinished ones: with all their texts they stay far below Lambda's 6 MB. */
const DUE_PAGE = 100;

/** Stores records as items of one DynamoDB table, keyed by id. A reader treats null and absent alike. */
export class DynamoDBRecordTable implements RecordTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly miniappId: string,
  ) {}

  async insert(record: StoredRecord, giveUpAfterMs: number): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.tableName,
      Item: marshall(record, { removeUndefinedValues: true }),
      ConditionExpression: 'attribute_not_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
    });
    const giveUp = new AbortController();
    // Never a timeout of 0 ms, which Node would fire before the request is even written.
    const timer = setTimeout(() => giveUp.abort(), Math.max(1, giveUpAfterMs));
    try {
      const options = { abortSignal: giveUp.signal };
      return await conditionally('PutItem', () => this.client.send(command, options));
    } finally {
      clearTimeout(timer);
    }
  }

  async get(id: string): Promise<StoredRecord | undefined> {
    const command = new GetItemCommand({
      TableName: this.tableName,
      Key: { id: { S: id } },
      ConsistentRead: true,
    });
    const { Item } = await asPlatformFault('GetItem', () => this.client.send(command));
    return Item === undefined ? undefined : (unmarshall(Item) as StoredRecord);
  }

  update(id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean> {
    const { expression, names, values } = updateExpression(changes);
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: { id: { S: id } },
      UpdateExpression: expression,
      ConditionExpression: '#guard_state = :guard_state AND #guard_token = :guard_token',
      ExpressionAttributeNames: { ...names, '#guard_state': 'state', '#guard_token': 'token' },
      ExpressionAttributeValues: marshall({
        ...values,
        ':guard_state': guard.state,
        ':guard_token': guard.token,
      }),
    });
    return conditionally('UpdateItem', () => this.client.send(command));
  }

  async *due(queue: DueQueue, untilMs: number, beyondMs: number): AsyncIterable<string> {
    const key = dueKey(this.miniappId, queue);
    yield* this.dueWhere(key, '<=', untilMs);
    // The first query has already read all records; a second one would only add cost.
    if (beyondMs > untilMs) yield* this.dueWhere(key, '>', beyondMs);
  }

  async duePage(cursor: string | null): Promise<DuePage> {
    const key = dueKey(this.miniappId, 'unfinished');
    const from = cursor === null ? undefined : startKey(key, cursor);
    const { ids, last } = await this.dueQuery(key, { ExclusiveStartKey: from, Limit: DUE_PAGE });
    return { ids, cursor: last === undefined ? null : `${last.due_at?.N}-${last.id?.S}` };
  }

  private async *dueWhere(key: string, comparison: '<=' | '>', boundMs: number): AsyncIterable<string> {
    let from: Key | undefined;
    do {
      const { ids, last } = await this.dueQuery(key, { ExclusiveStartKey: from }, comparison, boundMs);
      yield* ids;
      from = last;
    } while (from !== undefined);
  }

  /** One query of a queue in the index, soonest first; all of it, or what a bound leaves. */
  private async dueQuery(
    key: string,
    options: Pick<QueryCommandInput, 'ExclusiveStartKey' | 'Limit'>,
    comparison?: '<=' | '>',
    boundMs = 0,
  ): Promise<{ readonly ids: readonly string[]; readonly last: Key | undefined }> {
    const isBounded = comparison !== undefined;
    const command = new QueryCommand({
      TableName: this.tableName,
      IndexName: 'by_due',
      KeyConditionExpression: isBounded ? `#due = :due AND #due_at ${comparison} :bound` : '#due = :due',
      ExpressionAttributeNames: { '#due': 'due', ...(isBounded && { '#due_at': 'due_at' }) },
      ExpressionAttributeValues: {
        ':due': { S: key },
        ...(isBounded && { ':bound': { N: String(boundMs) } }),
      },
      ...options,
    });
    const { Items = [], LastEvaluatedKey } = await asPlatformFault('Query', () => this.client.send(command));
    return { ids: Items.map((item) => String(unmarshall(item).id)), last: LastEvaluatedKey };
  }
}

/** @throws ParamError for a text that no page has given as its cursor */
function startKey(key: string, cursor: string): Key {
  const [, due_at, id] = /^(\d{1,16})-([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (due_at === undefined || id === undefined)
    throw new ParamError('cursor must be the cursor of the page before.');
  return { due: { S: key }, due_at: { N: due_at }, id: { S: id } };
}

/** Every name is a placeholder, because `state`, `status`, `token` and others are reserved words of DynamoDB. */
function updateExpression(changes: Partial<Progress>) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  for (const [name, value] of Object.entries(changes)) {
    names[`#${name}`] = name;
    if (value === undefined) {
      removes.push(`#${name}`);
    } else {
      values[`:${name}`] = value;
      sets.push(`#${name} = :${name}`);
    }
  }
  const expression = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ];
  return { expression: expression.join(' ').trim(), names, values };
}
