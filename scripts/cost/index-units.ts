import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** A global secondary index, as far as its write units depend on it. */
export interface Index {
  readonly keys: readonly string[];
  /** Attributes of an entry. */
  readonly projected: readonly string[];
}

interface IndexProperties {
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection: { readonly NonKeyAttributes?: readonly string[] };
}

const WRITE_UNIT_BYTES = 1_024;

/** The indexes of a table, from its CloudFormation properties. */
export function indexesOf(table: Readonly<Record<string, unknown>>, tableKey: string): Index[] {
  const indexes = (table.GlobalSecondaryIndexes ?? []) as readonly IndexProperties[];
  return indexes.map(({ KeySchema, Projection }) => {
    const keys = KeySchema.map(({ AttributeName }) => AttributeName);
    return { keys, projected: [...new Set([...keys, tableKey, ...(Projection.NonKeyAttributes ?? [])])] };
  });
}

function bytesOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  // DynamoDB: about one byte for two digits, and one more.
  if (value.N !== undefined) return Math.ceil(value.N.replace(/^-|\./g, '').length / 2) + 1;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return 3 + bytesOf(value.M) + Object.keys(value.M).length;
  return (value.L ?? []).reduce((sum, each) => sum + 1 + bytesOfValue(each), 3);
}

/** Size of an item by DynamoDB's rule: names and values. Source: its developer guide, "Item sizes and formats". */
export function bytesOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value),
    0,
  );
}

/** The entry of an item in an index; null for an item that lacks one of the keys. */
export function entryOf(item: Item | null, { keys, projected }: Index): Item | null {
  if (item === null || keys.some((key) => item[key] === undefined)) return null;
  return Object.fromEntries(Object.entries(item).filter(([name]) => projected.includes(name)));
}

function unitsOf(entry: Item): number {
  return Math.ceil(bytesOf(entry) / WRITE_UNIT_BYTES);
}

function isSame(one: Item, other: Item, names: readonly string[]): boolean {
  return names.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}

/**
 * Write units of one index for a write of its table, which dynalite does not count. An entry that comes or goes is one
 * write, a changed key is two (the old entry goes, a new one comes), a changed attribute one, no change none.
 * Source: DynamoDB's developer guide, "Provisioned throughput considerations for global secondary indexes".
 */
export function indexWriteUnits(before: Item | null, after: Item | null, index: Index): number {
  const [old, young] = [entryOf(before, index), entryOf(after, index)];
  if (old === null || young === null)
    return (old === null ? 0 : unitsOf(old)) + (young === null ? 0 : unitsOf(young));
  if (!isSame(old, young, index.keys)) return unitsOf(old) + unitsOf(young);
  return isSame(old, young, index.projected) ? 0 : Math.max(unitsOf(old), unitsOf(young));
}
