import type { Variant } from '../../../scripts/seeded-faults/variant';

/** No byte of a send leaves before the record is durable, and no code path takes a record away. */
export const CLAIM: readonly Variant[] = [
  {
    name: 'record written after the send',
    danger:
      'A process that dies in between leaves a payment that no record knows of, and a repeat pays again.',
    file: 'shared/payment/send.ts',
    find: '  const { record, isNew } = await claimOrFind(deps, wanted, spend, deadline);',
    replace:
      '  await runAttempt(deps, wanted, { ...callerBounds(wanted, merchant, deadline), inDoubt: false, reenters: false });\n  const { record, isNew } = await claimOrFind(deps, wanted, spend, deadline);',
  },
  {
    name: 'a claim that is not there taken as made',
    danger: 'A number is sent of which no record exists.',
    file: 'shared/payment/run/claim.ts',
    find: '  if (found === undefined) throw unconfirmed(record, cause);',
    replace: '  if (found === undefined) return record;',
  },
  {
    name: "claim's own write not recognised",
    danger:
      'A claim that the SDK repeated waits for its own lease to end, as if a concurrent duplicate held it.',
    file: 'shared/payment/run/claim.ts',
    find: 'return found.token === record.token ? null : found;',
    replace: 'return found;',
  },
  {
    name: 'a claim that another one holds taken as won',
    danger: 'Two attempts send one number at the same time.',
    file: 'shared/payment/run/claim.ts',
    find: 'return found.token === record.token ? null : found;',
    replace: 'return found.id === record.id ? null : found;',
  },
  {
    name: "the claim's time limit ignored",
    danger: 'A claim that arrives minutes late stands in the middle of a list whose positions are counted.',
    file: 'shared/payment/run/claim.ts',
    find: 'Math.min(MAX_CLAIM_MS, Math.max(leftMs, 0))',
    replace: 'Math.max(MAX_CLAIM_MS, leftMs)',
    unseen: 'Its table ignores the time limit of a write.',
  },
  {
    name: 'unconditional claim',
    danger:
      'A concurrent duplicate overwrites the record of a payment that is under way, and sends it again.',
    file: 'shared/records/dynamodb-table.ts',
    find: "ConditionExpression: 'attribute_not_exists(#id)'",
    replace: "ConditionExpression: 'attribute_not_exists(#id) OR attribute_exists(#id)'",
    unseen: 'Its records are in memory; the store in DynamoDB is held to the same by test/records.',
  },
  {
    name: 'delete on error',
    danger: 'A claim that is taken back forgets what was sent, and the repeat counts as new.',
    file: 'shared/records/dynamodb-table.ts',
    find: "return await conditionally('PutItem', () => this.client.send(command, options));",
    replace: `return await conditionally('PutItem', () =>
      this.client.send(command, options).catch(async (error: unknown) => {
        const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
        const Key = { id: { S: record.id } };
        await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key }));
        throw error;
      }),
    );`,
    unseen: 'Its records are in memory; the store in DynamoDB is held to the same by test/records.',
  },
  {
    name: 'reads that may be stale',
    danger: 'An attempt acts on what the record was a second ago: not paid.',
    file: 'shared/records/dynamodb-table.ts',
    find: 'ConsistentRead: true',
    replace: 'ConsistentRead: false',
    unseen: 'Its records are in memory, where every read is consistent.',
  },
];
