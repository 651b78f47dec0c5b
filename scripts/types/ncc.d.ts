declare module '@vercel/ncc' {
  /** Bundles `entry`; `esm: false` makes it CommonJS whatever the sources are. */
  export default function ncc(
    entry: string,
    options: { minify: boolean; esm: boolean; quiet: boolean; cache: false | string },
  ): Promise<{ code: string; assets: Record<string, unknown> }>;
}
