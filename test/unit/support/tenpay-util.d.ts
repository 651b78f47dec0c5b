/** tenpay comes without types; its XML reader is xml2js, which shares nothing with ours. */
declare module 'tenpay/lib/util' {
  export function parseXML(xml: string): Promise<Readonly<Record<string, unknown>>>;
}
