/** ncc ships no types; these cover the part used here. */
declare module '@vercel/ncc' {
  interface NccOptions {
    cache?: false;
    quiet?: boolean;
    /** Fields of a package.json that name its entry, best first. */
    mainFields?: readonly string[];
    /** Left as `require` calls. */
    externals?: readonly string[];
  }
  interface NccModule {
    readonly name: string;
    /** Its inner modules, where webpack has merged several into one scope. */
    readonly modules?: readonly NccModule[];
    /** True if it was parsed and then left out of every chunk. */
    readonly orphan: boolean;
  }
  interface NccResult {
    readonly code: string;
    /** Files that the code needs beside it, by name. */
    readonly assets: Readonly<Record<string, unknown>>;
    readonly stats: { toJson(options: { modules: true; nestedModules: true }): { modules: NccModule[] } };
  }
  export default function ncc(entry: string, options: NccOptions): Promise<NccResult>;
}
