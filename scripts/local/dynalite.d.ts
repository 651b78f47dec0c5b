/** dynalite ships no types; these cover the part used here. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory without it. */
    path?: string;
    /** How long a new table stays in CREATING. */
    createTableMs?: number;
  }
  export default function dynalite(options?: DynaliteOptions): Server;
}
