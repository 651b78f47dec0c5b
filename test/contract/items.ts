import {
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** The items of the table, read and changed without any code of the product. */
export class Items {
  private readonly client: DynamoDBClient;

  constructor(
    config: DynamoDBClientConfig,
    private readonly table: string,
  ) {
    this.client = new DynamoDBClient(config);
  }

  async get(id: string): Promise<Record<string, unknown>> {
    const { Item } = await this.client.send(new GetItemCommand({ ...this.key(id), ConsistentRead: true }));
    if (Item === undefined) throw new Error(`the table has no item ${id}`);
    return unmarshall(Item);
  }

  async set(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(changes);
    await this.client.send(
      new UpdateItemCommand({
        ...this.key(id),
        UpdateExpression: `SET ${names.map((_, n) => `#n${n} = :v${n}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#n${n}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(names.map((name, n) => [`:v${n}`, changes[name]])),
        ),
      }),
    );
  }

  async put(item: Readonly<Record<string, unknown>>): Promise<void> {
    const Item = marshall(item, { removeUndefinedValues: true });
    await this.client.send(new PutItemCommand({ TableName: this.table, Item }));
  }

  /** As a table that was restored to a moment before this item was written. */
  async delete(id: string): Promise<void> {
    await this.client.send(new DeleteItemCommand(this.key(id)));
  }

  destroy(): void {
    this.client.destroy();
  }

  private key(id: string) {
    return { TableName: this.table, Key: { id: { S: id } } };
  }
}
