import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { asPlatformFault, conditionally } from './dynamodb';
import type { PassLease } from './table';

/** The lease of recovery passes: one item beside the records of a mini-program, in none of the table's indexes. */
export class DynamoDBPassLease implements PassLease {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly miniappId: string,
  ) {}

  async heldUntil(): Promise<number> {
    const command = new GetItemCommand({ TableName: this.tableName, Key: this.key(), ConsistentRead: true });
    const { Item } = await asPlatformFault('GetItem', () => this.client.send(command));
    return Number(Item?.lease_until_ms?.N ?? 0);
  }

  take(token: string, nowMs: number, untilMs: number, latestMs: number): Promise<boolean> {
    // Our own token also passes, because the SDK retries a write whose response was lost.
    const condition = 'attribute_not_exists(#until) OR #until <= :now OR #until > :latest OR #token = :token';
    return this.write(token, condition, {
      UpdateExpression: 'SET #until = :until, #token = :token',
      ExpressionAttributeValues: {
        ':now': { N: String(nowMs) },
        ':until': { N: String(untilMs) },
        ':latest': { N: String(latestMs) },
      },
    });
  }

  async release(token: string): Promise<void> {
    await this.write(token, '#token = :token', {
      UpdateExpression: 'SET #until = :none',
      ExpressionAttributeValues: { ':none': { N: '0' } },
    });
  }

  private key() {
    return { id: { S: `recovery#${this.miniappId}` } };
  }

  private write(
    token: string,
    condition: string,
    update: Pick<
      ConstructorParameters<typeof UpdateItemCommand>[0],
      'UpdateExpression' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: this.key(),
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#until': 'lease_until_ms', '#token': 'token' },
      ...update,
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':token': { S: token } },
    });
    return conditionally('UpdateItem', () => this.client.send(command));
  }
}
