import { hash } from 'node:crypto';

/** Field names and raw values, as sent to or received from WeChat Pay. */
export type Fields = Readonly<Record<string, string>>;

/**
 * WeChat Pay API v2 signature, MD5: non-empty fields except `sign`, sorted by name in ASCII order, `k=v` joined by
 * `&`, then `&key=` and the v2 key; upper-case hex. Red packets support no other digest.
 * Source: pay.weixin.qq.com/wiki/doc/api/app/app.php?chapter=4_3.
 */
export function sign(fields: Fields, apiKey: string): string {
  const base = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return hash('md5', `${base}&key=${apiKey}`, 'hex').toUpperCase();
}
