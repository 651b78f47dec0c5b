/** What tenpay does within one send, where `codec` measures it; its own types do not exist. */
declare module 'tenpay/lib/util' {
  export function generate(): string;
  export function buildXML(fields: object): string;
}
