import fc from 'fast-check';
import type { Fields } from '../../../shared/wechat-pay/protocol/sign';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { MalformedXmlError } from '../../../shared/wechat-pay/protocol/xml-scanner';
import { X1B_PAID_LIVE } from '../../fixtures/answers';

const PIECES = [
  ...['<', '>', '&', '/', '!', '[', ']]>', '<![CDATA[', '"', 'a', ' ', '</xml>', '<xml>', '<sign>', '0'],
];

/** Replaces a few characters of an answer by pieces of markup; whatever our reader does not refuse goes to `judge`. */
export async function judgeDamagedAnswers(
  judge: (xml: string, fields: Fields) => Promise<void> | void,
): Promise<void> {
  const damage = fc.tuple(
    fc.nat(X1B_PAID_LIVE.length),
    fc.nat(12),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(damage, async ([at, drop, insert]) => {
      const xml = X1B_PAID_LIVE.slice(0, at) + insert.join('') + X1B_PAID_LIVE.slice(at + drop);
      let fields: Fields;
      try {
        fields = parseXml(xml).fields;
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedXmlError);
        return;
      }
      await judge(xml, fields);
    }),
    { numRuns: 3_000, examples: [[[449, 3, [' ']]]] },
  );
}
