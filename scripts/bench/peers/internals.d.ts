/** The internals of tenpay that `codec` measures; tenpay ships no types. */
declare module 'tenpay/lib/util' {
  export function generate(): string;
  export function buildXML(fields: object): string;
}
