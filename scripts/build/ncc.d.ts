/** ncc ships no types; these cover the part used here. */
declare module '@vercel/ncc' {
  interface NccOptions {
    cache?: false;
    quiet?: boolean;
    /** Left as `require` calls. */
    externals?: readonly string[];
  }
  interface NccResult {
    readonly code: string;
    /** Files that the code needs beside it, by name. */
    readonly assets: Readonly<Record<string, unknown>>;
  }
  export default function ncc(entry: string, options: NccOptions): Promise<NccResult>;
}
