/**
 * Characters that a text must not contain: control characters except tab and line feed (a carriage return would
 * arrive as a line feed, XML 1.0 §2.11), lone surrogates, and U+FFFE/U+FFFF (XML 1.0 §2.2).
 */
const FORBIDDEN = /[^\P{Cc}\t\n]|\p{Cs}|[\uFFFE\uFFFF]/u;

/** Whether XML 1.0 carries the text to WeChat exactly as given. */
export function isCarriedByXml(text: string): boolean {
  return !FORBIDDEN.test(text);
}

/** Length in UTF-8 bytes. WeChat counts its String(n) limits this way (observed: 13 Chinese characters exceed 32). */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The longest prefix of at most `maxBytes` UTF-8 bytes that splits no character. */
export function utf8Prefix(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
