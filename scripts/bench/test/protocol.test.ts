/** The signing and XML of the product and of the sandbox, judged by other people's libraries. */
import fc from 'fast-check';
import { parseXML } from 'tenpay/lib/util';
import { Hash, Transformer } from 'wechatpay-axios-plugin';
import { sign } from '../../../shared/wechat-pay/protocol/sign';
import { buildXml, parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { sendRequest } from '../../../shared/wechat-pay/requests';
import { ACCOUNT, X7_RECEIVED, X11_GROUP_REFUNDED, XML_ANSWERS } from '../../../test/fixtures/answers';
import { allowedText, anyOrder, xmlText } from '../../../test/unit/support/arbitraries';
import { judgeDamagedAnswers } from '../../../test/unit/support/damaged-answers';
import { MERCHANT } from '../../../test/unit/support/samples';
import { md5Sign } from '../../sandbox/protocol/sign';
import { readFlatXml } from '../../sandbox/protocol/xml';

const NESTED = new Set<string>([X7_RECEIVED, X11_GROUP_REFUNDED]);

/** xml2js trims what it reads. */
const trimmed = (fields: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]));

describe('wechatpay-axios-plugin', () => {
  it('signs any fields as the product and the sandbox do', () => {
    const name = fc.stringMatching(/^[A-Za-z_]{1,12}$/).filter((key) => !(key in {}));
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.string({ unit: 'grapheme', minLength: 1 }), { minKeys: 1 }),
        (fields) => {
          const expected = Hash.sign('MD5', fields, ACCOUNT.apiKey);
          expect(md5Sign(Object.entries(fields), ACCOUNT.apiKey)).toBe(expected);
          expect(sign(fields, ACCOUNT.apiKey)).toBe(expected);
        },
      ),
    );
  });

  it('writes XML that the sandbox reads', () => {
    const safe = xmlText.filter((text) => text !== '' && !text.includes(']]>'));
    fc.assert(
      fc.property(safe, (text) => {
        expect(readFlatXml(Transformer.toXml({ text })).get('text')).toBe(text);
      }),
    );
  });
});

describe('xml2js, as tenpay uses it', () => {
  it.each(Object.entries(XML_ANSWERS).filter(([, xml]) => !NESTED.has(xml)))(
    'reads %s as the product does',
    async (_, xml) => {
      expect(parseXml(xml).fields).toEqual(await parseXML(xml));
    },
  );

  it('reads any allowed text that the product writes: no value adds, ends or changes an element', async () => {
    const names = ['a', 'total_amount', 'wishing', 'send_name', 'sign'];
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, allowedText()])));
    await fc.assert(
      fc.asyncProperty(fields, async (any) => {
        expect(await parseXML(buildXml(any))).toEqual(trimmed(any));
      }),
      { numRuns: 500 },
    );
  });

  it('sees in a request the fields that the product sees, in order, and the amount that was claimed', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async (any) => {
        const { body } = sendRequest(any, MERCHANT);
        const seen = await parseXML(body);
        const { fields } = parseXml(body);
        expect(Object.keys(seen)).toEqual(Object.keys(fields));
        expect(seen).toEqual(trimmed(fields));
        expect(seen.total_amount).toBe(String(any.total_fen));
      }),
    );
  });

  it('reads a damaged answer as the product does, unless the product refuses it', () =>
    judgeDamagedAnswers(async (xml, fields) => {
      const seen = await parseXML(xml);
      // It trims a text, but not one of nothing but spaces.
      const texts = Object.entries(seen).map(([name, value]) => [name, String(value).trim()]);
      expect(Object.fromEntries(texts)).toEqual(trimmed(fields));
    }));
});
