import { setTimeout } from 'node:timers/promises';
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import type { PageParams } from '../api/record-params';
import { asPlatformFault } from '../records/dynamodb';
import { idOfTimeKey } from '../records/record';
import { Batches } from './batches';
import { type Page, pageRecords } from './page';

/**
 * Returns pages of one recipient's packets. Their keys are a partition of the index `by_openid`, so each call counts
 * them all: 10,000 of them are 1 MB, which is 128 read units, and a person has a few dozen.
 */
export class RecipientList {
  private readonly batches: Batches;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly miniappId: string,
  ) {
    this.batches = new Batches(client, tableName, setTimeout);
  }

  /** Returns `limit` records from the recipient's `offset`-th newest on. @throws PlatformError */
  async page({ offset, limit }: PageParams, openid: string): Promise<Page> {
    const ids = await this.ids(openid);
    const records = await pageRecords(this.batches, ids.slice(offset, offset + limit), this.miniappId);
    if (records === null)
      throw new PlatformError('The index by_openid contains records that the table does not have.');
    return { records, totalCount: ids.length };
  }

  /** Ids of all packets of the recipient, newest first. */
  private async ids(openid: string): Promise<string[]> {
    const ids: string[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.tableName,
        IndexName: 'by_openid',
        KeyConditionExpression: 're_openid = :openid',
        // Two mini-programs may share a table, and a person may have packets of both.
        FilterExpression: 'miniapp_id = :miniapp',
        ProjectionExpression: 'time_key',
        ExpressionAttributeValues: { ':openid': { S: openid }, ':miniapp': { S: this.miniappId } },
        ScanIndexForward: false,
        ExclusiveStartKey: start,
      });
      const page = await asPlatformFault('Query', () => this.client.send(command));
      for (const { time_key } of page.Items ?? []) ids.push(idOfTimeKey(time_key?.S ?? ''));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return ids;
  }
}
