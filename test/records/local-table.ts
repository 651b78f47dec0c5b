import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DUMMY_CREDENTIALS, startDynamoDb } from '../../scripts/local/dynamodb';
import { readService } from '../../scripts/local/service-file';
import { tempFolder } from '../kit/folder';

/** The table of `serverless.yml` in a DynamoDB on this machine. */
export interface LocalTable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly tableName: string;
  end(): Promise<void>;
}

export async function localTable(): Promise<LocalTable> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const service = await readService(join(__dirname, '../../serverless.yml'));
  const path = await tempFolder();
  const server = await startDynamoDb({ path, table: service.table, region: 'us-east-1' });
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  return {
    client,
    endpoint: server.endpoint,
    tableName: String(service.table.TableName),
    end: async () => {
      client.destroy();
      await server.close();
      await rm(path, { recursive: true });
    },
  };
}
