import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { closeServer, listen, showTime } from './server';

/** DynamoDB on this machine. */
export interface LocalDynamoDb {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** dynalite accepts any credentials, but the client requires some. */
export const DUMMY_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

type Definition = Readonly<Record<string, unknown>>;

/** The table properties that dynalite supports; encryption and backups exist only on AWS. */
function toCreateInput(table: Definition): CreateTableCommandInput {
  return {
    TableName: table.TableName,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes,
    BillingMode: table.BillingMode,
  } as CreateTableCommandInput;
}

interface Keyed {
  readonly KeySchema?: TableDescription['KeySchema'];
}

/** Keys of a table and its indexes in a fixed order, to compare two definitions. */
function shape(
  table: Pick<CreateTableCommandInput | TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>,
) {
  const keys = ({ KeySchema = [] }: Keyed): string =>
    KeySchema.map((key) => `${key.KeyType} ${key.AttributeName}`).join(', ');
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    (index) => `${index.IndexName} ${keys(index as Keyed)} ${index.Projection?.ProjectionType}`,
  );
  return [keys(table as Keyed), ...indexes.sort()].join('; ');
}

async function ensureTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: input.TableName }));
    if (shape(Table) !== shape(input)) {
      throw new Error(
        `The stored table ${input.TableName} (${shape(Table)}) is not the one of serverless.yml (${shape(input)}). ` +
          'Delete the local stack’s folder to start with an empty table.',
      );
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand(input));
    await waitUntilTableExists({ client, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 30 }, input);
  }
}

/**
 * Starts dynalite in this process and creates the table if it does not exist.
 * @param path folder of the data; existing data is kept.
 * @param table `Properties` of the `AWS::DynamoDB::Table`.
 * @param nowMs the time that its responses show, in unix milliseconds; by default the machine's.
 * @throws Error if the stored table has other keys, or the port is in use.
 */
export async function startDynamoDb(options: {
  path: string;
  table: Definition;
  region: string;
  nowMs?: () => number;
  port?: number;
}): Promise<LocalDynamoDb> {
  const server = dynalite({ path: options.path, createTableMs: 0 });
  showTime(server, options.nowMs ?? Date.now);
  // dynalite throws an uncaught error when a client disconnects during a request, as a killed container does.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => undefined));
  const endpoint = await listen(server, 'DynamoDB', options.port).catch(async (error: unknown) => {
    // The store is open already, and dynalite closes it only together with a listening server.
    await listen(server, 'DynamoDB');
    await closeServer(server);
    throw error;
  });
  const client = new DynamoDBClient({ endpoint, region: options.region, credentials: DUMMY_CREDENTIALS });
  try {
    await ensureTable(client, toCreateInput(options.table));
  } catch (error) {
    await closeServer(server);
    throw error;
  } finally {
    client.destroy();
  }
  return { endpoint, close: () => closeServer(server) };
}
