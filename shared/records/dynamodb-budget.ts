import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Budget } from './budget';
import { asPlatformFault, conditionally } from './dynamodb';

/**
 * One counter item per account and day, only for accounts that have a budget. A reservation whose response is lost
 * may be counted twice, and one whose invocation crashes stays counted: the error is always to stop too early, never
 * to spend more.
 */
export class DynamoDBBudget implements Budget {
  constructor(
    private readonly client: DynamoDBClient,
    /** For releases: without the SDK's retries, because a lost response must not release twice. */
    private readonly clientOnce: DynamoDBClient,
    private readonly tableName: string,
    private readonly miniappId: string,
  ) {}

  async reserve(account: string, day: string, fen: number, limitFen: number): Promise<number | null> {
    const rest = limitFen - fen;
    if (rest < 0) return null;
    const command = new UpdateItemCommand({
      ...this.add(account, day, fen),
      ConditionExpression: 'attribute_not_exists(#claimed) OR #claimed <= :rest',
      ExpressionAttributeValues: { ':fen': { N: String(fen) }, ':rest': { N: String(rest) } },
      ReturnValues: 'UPDATED_NEW',
    });
    let total = fen;
    const isTaken = await conditionally('UpdateItem', async () => {
      const { Attributes } = await this.client.send(command);
      total = Number(Attributes?.claimed_fen?.N ?? fen);
    });
    return isTaken ? total : null;
  }

  async release(account: string, day: string, fen: number): Promise<void> {
    await asPlatformFault('UpdateItem', () =>
      this.clientOnce.send(new UpdateItemCommand(this.add(account, day, -fen))),
    );
  }

  private add(account: string, day: string, fen: number) {
    return {
      TableName: this.tableName,
      Key: { id: { S: `budget#${this.miniappId}#${account}#${day}` } },
      UpdateExpression: 'ADD #claimed :fen',
      ExpressionAttributeNames: { '#claimed': 'claimed_fen' },
      ExpressionAttributeValues: { ':fen': { N: String(fen) } },
    };
  }
}
