import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { buildXml, parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { MalformedXmlError } from '../../../shared/wechat-pay/protocol/xml-scanner';
import { X7_RECEIVED, X11_GROUP_REFUNDED, XML_ANSWERS } from '../../fixtures/answers';
import { allowedText } from '../support/arbitraries';

const SAMPLES = Object.entries(XML_ANSWERS);
const NESTED = new Set<string>([X7_RECEIVED, X11_GROUP_REFUNDED]);

describe('parseXml, on what WeChat answers', () => {
  it.each(SAMPLES.filter(([, xml]) => !NESTED.has(xml)))(
    'reads %s as an independent reader does',
    (_, xml) => {
      const { fields, recipients } = parseXml(xml);
      expect(fields).toEqual(new XMLParser({ parseTagValue: false }).parse(xml).xml);
      expect(recipients).toBeNull();
    },
  );

  it('reads a recipient', () => {
    expect(parseXml(X7_RECEIVED, true).recipients).toEqual([
      { openid: 'oTESTopenid0000000000000000A', amount: '100', rcv_time: '2025-01-01 12:00:30' },
    ]);
  });

  it('reads two recipients, and of each only what the contract shows', () => {
    const { fields, recipients } = parseXml(X11_GROUP_REFUNDED, true);
    expect(recipients).toEqual([
      { openid: 'oTESTopenid0000000000000000A', amount: '250', rcv_time: '2025-01-01 12:01:00' },
      { openid: 'oTESTopenid0000000000000000B', amount: '200', rcv_time: '2025-01-01 12:02:00' },
    ]);
    expect(fields).toMatchObject({ status: 'REFUND', refund_amount: '150', total_num: '3' });
    expect(fields).not.toHaveProperty('hblist');
  });

  it('reads an empty list of recipients as a list', () => {
    expect(parseXml('<xml><hblist></hblist></xml>', true).recipients).toEqual([]);
    expect(parseXml('<xml><hblist/></xml>', true).recipients).toEqual([]);
  });

  it('reads what a recipient lacks as empty', () => {
    const nobody = { openid: '', amount: '', rcv_time: '' };
    expect(parseXml('<xml><hblist><hbinfo></hbinfo></hblist></xml>', true).recipients).toEqual([nobody]);
  });

  it('refuses a list of recipients in the answer to a send', () => {
    expect(() => parseXml(X7_RECEIVED)).toThrow(MalformedXmlError);
  });

  it.each([
    ['a number of 28 digits', '<n>1000041701202501010000000000</n>', '1000041701202501010000000000'],
    ['leading zeros', '<n>000100</n>', '000100'],
    ['a plus and an exponent', '<n>1e3</n>', '1e3'],
    ['spaces around', '<n> 100 </n>', ' 100 '],
    ['no text', '<n></n>', ''],
    ['an element without an end tag', '<n/>', ''],
    ['the five entities', '<n>&lt;&gt;&amp;&quot;&apos;</n>', '<>&"\''],
    ['character references', '<n>&#20013;&#x4e2d;&#x1F9E7;</n>', '中中🧧'],
    ['a reference to the last character of Unicode', '<n>&#x10FFFF;&#1114111;</n>', '\u{10FFFF}\u{10FFFF}'],
    ['references that are text in CDATA', '<n><![CDATA[&lt;&#20013;]]></n>', '&lt;&#20013;'],
    ['a doubly escaped text', '<n>&amp;lt;</n>', '&lt;'],
    ['two sections of CDATA', '<n><![CDATA[a]]]]><![CDATA[>b]]></n>', 'a]]>b'],
    ['an empty section of CDATA', '<n>a<![CDATA[]]>b</n>', 'ab'],
    ['text and CDATA', '<n>a<![CDATA[<]]>b</n>', 'a<b'],
    ['line ends of any kind, as one kind', '<n>a\rb\r\nc<![CDATA[\r\r\n]]></n>', 'a\nb\nc\n\n'],
    ['markup in CDATA', '<n><![CDATA[<!DOCTYPE x><!-- y --></n>]]></n>', '<!DOCTYPE x><!-- y --></n>'],
    ['a greater-than sign', '<n>></n>', '>'],
  ])('keeps %s as text', (_, element, text) => {
    expect(parseXml(`<xml>${element}</xml>`).fields).toEqual({ n: text });
  });

  it.each([
    ['an XML declaration', '<?xml version="1.0" encoding="UTF-8"?><xml><n>1</n></xml>'],
    [
      'a declaration in lower case and single quotes',
      "<?xml version='1.0' encoding='utf-8' ?><xml><n>1</n></xml>",
    ],
    ['a stand-alone declaration', '<?xml version="1.0" standalone="yes"?><xml><n>1</n></xml>'],
    ['a declaration behind a byte-order mark', '\ufeff<?xml version="1.0"?><xml><n>1</n></xml>'],
    ['white space around', '\n <xml>\n\t<n>1</n>\r\n</xml>\n'],
    ['a byte-order mark', '\ufeff<xml><n>1</n></xml>'],
    ['a space in an end tag', '<xml><n>1</n ></xml >'],
  ])('allows %s', (_, xml) => {
    expect(parseXml(xml).fields).toEqual({ n: '1' });
  });
});

describe('an answer that is cut off', () => {
  it.each(SAMPLES)('at any byte is refused: %s', (_, xml) => {
    const bytes = Buffer.from(xml, 'utf8');
    const read: number[] = [];
    for (let end = 0; end < bytes.length; end += 1) {
      try {
        // As a lenient decoder would leave it; the transport refuses half a character before that.
        parseXml(bytes.toString('utf8', 0, end), true);
        read.push(end);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedXmlError);
      }
    }
    expect(read).toEqual([]);
  });

  it.each(SAMPLES)('at its start is refused: %s', (_, xml) => {
    for (let start = 1; start < xml.length; start += 1)
      expect(() => parseXml(xml.slice(start), true)).toThrow(MalformedXmlError);
  });
});

describe('what we write', () => {
  const names = ['a', 'total_amount', 'wishing', 'send_name', 'sign'];
  const anyFields = fc
    .tuple(...names.map(() => allowedText()))
    .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])));

  it('comes back as it was, any allowed text, by our reader', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        expect(parseXml(buildXml(fields)).fields).toEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ']]>',
    ']]]]>>',
    '</a><total_amount>9</total_amount><a>',
    ']]></a><b>1</b><a><![CDATA[',
    '<![CDATA[',
    ']',
  ])('holds %j as text', (value) => {
    const xml = buildXml({ a: value, total_amount: '100' });
    expect(parseXml(xml).fields).toEqual({ a: value, total_amount: '100' });
  });
});
