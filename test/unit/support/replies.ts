import type { Reply } from '../../../shared/wechat-pay/protocol/transport';

/** A whole answer of WeChat's. */
export function answered(body: string, httpStatus = 200): Reply {
  return { kind: 'answered', httpStatus, body };
}

export const LOST: Reply = { kind: 'lost', cause: new Error('socket hang up') };
export const UNSENT: Reply = { kind: 'unsent', cause: new Error('connect ECONNREFUSED') };

/** The text of one element changed; fails when there is no such element. */
export function changed(xml: string, name: string, value: string): string {
  const element = new RegExp(`<${name}>[^]*?</${name}>`);
  if (!element.test(xml)) throw new Error(`no <${name}> in ${xml}`);
  return xml.replace(element, `<${name}>${value}</${name}>`);
}

/** The element taken out. */
export function without(xml: string, name: string): string {
  return xml.replace(new RegExp(`\\n?<${name}>[^]*?</${name}>`), '');
}

/** The element put in, at the end. */
export function withElement(xml: string, name: string, value: string): string {
  return xml.replace(/<\/xml>$/, `<${name}>${value}</${name}></xml>`);
}

/** The list of a packet's recipients, as in WeChat's response to a query. */
export function recipients(...openids: readonly string[]): string {
  const entry = (openid: string) => `<hbinfo><openid>${openid}</openid><amount>100</amount></hbinfo>`;
  return `<hblist>${openids.map(entry).join('')}</hblist>`;
}

/** A time as WeChat writes it: Beijing's. @param ms unix milliseconds; the fraction of a second is lost */
export function beijingTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
