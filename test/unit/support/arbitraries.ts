/** Generators of texts and orders, for properties. */
import fc from 'fast-check';
import type { Order } from '../../../shared/wechat-pay/requests';
import { order } from './samples';

/** Is the code point one that the contract allows in a text? Written from XML 1.0 §2.2 and the contract's list. */
export function isAllowed(codePoint: number): boolean {
  if (codePoint === 0x9 || codePoint === 0xa) return true;
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint <= 0x9f)) return false;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return false;
  return codePoint !== 0xfffe && codePoint !== 0xffff;
}

const codePoint = fc.integer({ min: 0, max: 0x10ffff }).filter(isAllowed);

/** Pieces that XML treats specially, and that an injection would be made of. */
const MARKUP = [
  ...['<', '>', '&', '"', "'", ']]>', ']]', ']', '<![CDATA[', '<!--', '-->', '<?', '?>', '&amp;', '&#60;'],
  ...['</total_amount>', '<total_amount>9</total_amount>', '</xml>', '<xml>', '&xxe;', ' ', '\t', '\n', '🧧'],
];

/** Texts that the contract allows, rich in markup. */
export function allowedText(maxPieces = 12): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...MARKUP) },
    { weight: 1, arbitrary: codePoint.map((code) => String.fromCodePoint(code)) },
    {
      weight: 1,
      arbitrary: fc.string({
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
        maxLength: 6,
      }),
    },
  );
  return fc.array(piece, { maxLength: maxPieces }).map((pieces) => pieces.join(''));
}

/** Normal and group orders, each text rich in markup. */
export const anyOrder: fc.Arbitrary<Order> = fc
  .record({
    send_name: allowedText(),
    wishing: allowedText(),
    act_name: allowedText(),
    remark: allowedText(),
    re_openid: allowedText(),
    risk_info: fc.option(allowedText()),
    total_fen: fc.integer({ min: 30, max: 499_900 }),
    type: fc.constantFrom('normal' as const, 'fission' as const),
  })
  .map((changes) => order(1, changes));

/** Texts of characters that XML 1.0 allows, other than carriage returns, which it normalises. */
export const xmlText = fc
  .string({ unit: 'grapheme' })
  .filter((text) => !/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));
