/** dynalite's store without its HTTP server, through which a table fills in seconds. */
declare module 'dynalite/db' {
  type Item = Readonly<Record<string, unknown>>;
  type Done = (error?: Error | null) => void;

  interface SubStore {
    batch(puts: readonly { type: 'put'; key: string; value: Item }[], done: Done): void;
  }
  export interface TableDescription {
    readonly GlobalSecondaryIndexes: readonly { readonly IndexName: string; readonly KeySchema: unknown }[];
  }
  export interface Store {
    readonly db: { close(done: Done): void };
    getTable(name: string, done: (error: Error | null, table: TableDescription) => void): void;
    getItemDb(table: string): SubStore;
    getIndexDb(kind: 'global', table: string, index: string): SubStore;
  }
  export function create(options: { path: string }): Store;
  export function createKey(item: Item, table: TableDescription): string;
  export function createIndexKey(item: Item, table: TableDescription, keySchema: unknown): string;
}
