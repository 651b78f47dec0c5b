/** The part of tenpay, which comes without types, that the tests use. */
declare module 'tenpay' {
  interface Config {
    appid: string;
    mchid: string;
    partnerKey: string;
    pfx: Buffer;
  }
  type Answer = Record<string, string>;
  export default class Tenpay {
    constructor(config: Config);
    urls: Record<string, string>;
    sendRedpack(params: Record<string, unknown>): Promise<Answer>;
    sendGroupRedpack(params: Record<string, unknown>): Promise<Answer>;
    redpackQuery(params: Record<string, unknown>): Promise<Answer>;
  }
}
