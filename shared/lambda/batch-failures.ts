import { isPlainObject } from './guard';

/**
 * One record that was not processed, in the format of Lambda and EventBridge Pipes. Kafka names a record by two
 * values.
 */
export interface BatchItemFailure {
  readonly itemIdentifier: string | { readonly partition: string; readonly offset: number };
}

/** Keys under which the event sources put their records. Kafka and RabbitMQ have a list for each partition or queue. */
const RECORD_KEYS = ['Records', 'records', 'messages', 'rmqMessagesByQueue', 'events'];

/**
 * Returns every record of an event that is a batch of records, null for any other event. A source that is set to
 * report batch item failures keeps those records; without them it would treat any response as success, and delete
 * them.
 */
export function batchItemFailures(event: unknown): BatchItemFailure[] | null {
  // EventBridge Pipes deliver the bare list; its items depend on the pipe's transformer.
  if (Array.isArray(event)) return isAppSyncBatch(event) ? null : failuresOf(event);
  if (!isPlainObject(event)) return null;
  const key = RECORD_KEYS.find((one) => Object.hasOwn(event, one));
  if (key === undefined) return null;
  const records = event[key];
  if (Array.isArray(records)) return failuresOf(records);
  if (!isPlainObject(records)) return [];
  return Object.entries(records).flatMap(([partition, list]) => failuresOf(list, partition));
}

/** AppSync's batch resolvers also deliver a bare list: one context for each field. AppSync reads the response. */
function isAppSyncBatch(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every(isAppSyncContext);
}

function isAppSyncContext(one: unknown): boolean {
  return isPlainObject(one) && isPlainObject(one.info) && typeof one.info.parentTypeName === 'string';
}

function failuresOf(records: unknown, partition?: string): BatchItemFailure[] {
  if (!Array.isArray(records)) return [];
  return records.map((record) => ({ itemIdentifier: identifierOf(record, partition) }));
}

function identifierOf(record: unknown, partition: string | undefined): BatchItemFailure['itemIdentifier'] {
  // An empty identifier makes Lambda treat the whole batch as failed.
  if (!isPlainObject(record)) return '';
  const { offset, kinesis, dynamodb } = record;
  if (partition !== undefined && typeof offset === 'number') return { partition, offset };
  const names = [
    record.messageId, // SQS
    isPlainObject(kinesis) ? kinesis.sequenceNumber : undefined,
    isPlainObject(dynamodb) ? dynamodb.SequenceNumber : undefined,
    record.sequenceNumber, // Kinesis through Pipes
    record.messageID, // Amazon MQ (ActiveMQ)
    record.recordId, // Firehose
  ];
  return names.find((name) => typeof name === 'string') ?? '';
}
