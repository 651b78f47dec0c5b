import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * The MD5 signature of API v2 (签名算法): all non-empty fields except `sign`, sorted by name in ASCII order, joined as
 * `k=v` with `&`, then the key; upper-case hex. The red packet API supports no other algorithm.
 */
export function md5Sign(fields: Iterable<readonly [string, string]>, apiKey: string): string {
  const pairs = [...fields]
    .filter(([name, text]) => name !== 'sign' && text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`);
  return createHash('md5')
    .update([...pairs, `key=${apiKey}`].join('&'))
    .digest('hex')
    .toUpperCase();
}

/** True if the fields have a valid signature by this key. */
export function isSigned(fields: ReadonlyMap<string, string>, apiKey: string): boolean {
  const given = Buffer.from(fields.get('sign') ?? '');
  const expected = Buffer.from(md5Sign(fields, apiKey));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
