/** ncc ships no types; this is the part used here. */
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
    /** Its own modules, where webpack has put several into one scope. */
    readonly modules?: readonly NccModule[];
    /** In no chunk: looked at, and left out. */
    readonly orphan: boolean;
  }
  interface NccResult {
    readonly code: string;
    /** Files that must stand beside the code, by name. */
    readonly assets: Readonly<Record<string, unknown>>;
    readonly stats: { toJson(options: { modules: true; nestedModules: true }): { modules: NccModule[] } };
  }
  export default function ncc(entry: string, options: NccOptions): Promise<NccResult>;
}
