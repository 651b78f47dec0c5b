/** The parts of tenpay that the benchmarks and tests use; it ships no types. */
declare module 'tenpay' {
  type Fields = Readonly<Record<string, unknown>>;
  type Response = Record<string, string>;
  export default class Tenpay {
    constructor(config: { appid: string; mchid: string; partnerKey: string; pfx: Buffer });
    urls: Record<string, string>;
    sendRedpack(params: Fields): Promise<Response>;
    sendGroupRedpack(params: Fields): Promise<Response>;
    redpackQuery(params: Fields): Promise<Response>;
  }
}
declare module 'tenpay/lib/util' {
  export function generate(): string;
  export function buildXML(fields: object): string;
  /** Reads with xml2js, which shares nothing with our scanner. */
  export function parseXML(xml: string): Promise<Readonly<Record<string, unknown>>>;
}
