import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { MalformedXmlError } from '../../../shared/wechat-pay/protocol/xml-scanner';
import { X12_NO_CERTIFICATE } from '../../fixtures/answers';
import { judgeDamagedAnswers } from '../support/damaged-answers';

const ENTITY = '<!DOCTYPE xml [<!ENTITY a "SUCCESS">]>';

/** Lenient where ours is strict; of what ours accepts it must make the same. */
const generalParser = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true });

function expectMalformed(xml: string): void {
  expect(() => parseXml(xml, true)).toThrow(MalformedXmlError);
}

describe('malformed XML is refused, never guessed at:', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['plain text', 'OK'],
    ['JSON', '{"return_code":"SUCCESS"}'],
    ['HTML', X12_NO_CERTIFICATE],
    ['a page of a proxy', '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>'],
    ['another root', '<response><n>1</n></response>'],
    ['a root in capitals', '<XML><n>1</n></XML>'],
    ['a root with a prefix', '<a:xml><n>1</n></a:xml>'],
    ['two roots', '<xml><n>1</n></xml><xml><n>1</n></xml>'],
    ['two empty roots', '<xml/><xml/>'],
    ['an empty root after the root', '<xml><n>1</n></xml><xml/>'],
    ['an empty root before the root', '<xml/><xml><n>1</n></xml>'],
    ['another root after the root', '<xml><n>1</n></xml><html/>'],
    ['a declaration and no root', '<?xml version="1.0"?>'],
    ['a root in the root', '<xml><xml><n>1</n></xml></xml>'],
    ['text before the root', 'x<xml><n>1</n></xml>'],
    ['text after the root', '<xml><n>1</n></xml>x'],
    ['CDATA after the root', '<xml><n>1</n></xml><![CDATA[x]]>'],
    ['text between elements', '<xml><n>1</n>x<m>2</m></xml>'],
    ['a no-break space between elements', '<xml><n>1</n>\u00a0<m>2</m></xml>'],
    ['CDATA between elements', '<xml><![CDATA[x]]><n>1</n></xml>'],
    ['CDATA of white space between elements', '<xml><![CDATA[ ]]><n>1</n></xml>'],
    ['empty CDATA between elements', '<xml><![CDATA[]]><n>1</n></xml>'],
    ['a repeated element', '<xml><n>1</n><n>1</n></xml>'],
    ['an element repeated further on', '<xml><n>1</n><m>2</m><n>3</n></xml>'],
    ['an element without an end in one whose name begins alike', '<xml><xm>1</xml>'],
    ['a nested element', '<xml><n><m>1</m></n></xml>'],
    ['an element nested in text', '<xml><n>1<m/></n></xml>'],
    ['a deep nest', `<xml>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</xml>`],
    ['an attribute of the root', '<xml a="1"><n>1</n></xml>'],
    ['an empty attribute', '<xml><n a="">1</n></xml>'],
    ['a namespace', '<xml xmlns="x"><n>1</n></xml>'],
    ['a bare attribute', '<xml><n a>1</n></xml>'],
    ['an attribute of an empty element', "<xml><n a='1'/></xml>"],
    ['a DOCTYPE', '<!DOCTYPE xml><xml><n>1</n></xml>'],
    ['a DOCTYPE from outside', '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><n>1</n></xml>'],
    ['a declared entity', `${ENTITY}<xml><n>&a;</n></xml>`],
    ['a declared entity that nobody uses', `${ENTITY}<xml><n>1</n></xml>`],
    ['a comment', '<xml><!-- x --><n>1</n></xml>'],
    ['a comment before the root', '<!-- x --><xml><n>1</n></xml>'],
    ['a comment in a text', '<xml><n>1<!-- x -->2</n></xml>'],
    ['a processing instruction', '<xml><?pi x?><n>1</n></xml>'],
    ['a style sheet', '<?xml-stylesheet href="x"?><xml><n>1</n></xml>'],
    ['two declarations', '<?xml version="1.0"?><?xml version="1.0"?><xml><n>1</n></xml>'],
    ['a declaration that is not at the very start', ' <?xml version="1.0"?><xml><n>1</n></xml>'],
    ['an empty declaration', '<?xml ?><xml><n>1</n></xml>'],
    ['a declaration of something else', '<?xml garbage?><xml><n>1</n></xml>'],
    ['a declaration without quotes', '<?xml version=1.0?><xml><n>1</n></xml>'],
    ['another version of XML', '<?xml version="1.1"?><xml><n>1</n></xml>'],
    ['another encoding than ours', '<?xml version="1.0" encoding="gbk"?><xml><n>1</n></xml>'],
    ['a declaration in mixed quotes', `<?xml version="1.0'?><xml><n>1</n></xml>`],
    ['a declaration inside', '<xml><?xml version="1.0"?><n>1</n></xml>'],
    ['an unknown entity', '<xml><n>&nbsp;</n></xml>'],
    ['an entity without its end', '<xml><n>&amp</n></xml>'],
    ['a bare ampersand', '<xml><n>a&b</n></xml>'],
    ['a reference to NUL', '<xml><n>&#0;</n></xml>'],
    ['a reference to a surrogate', '<xml><n>&#xD800;</n></xml>'],
    ['a reference beyond Unicode', '<xml><n>&#x110000;</n></xml>'],
    ['a reference far beyond Unicode', '<xml><n>&#9999999;</n></xml>'],
    ['a reference to a control character', '<xml><n>&#1;</n></xml>'],
    ['a reference to U+FFFF', '<xml><n>&#xFFFF;</n></xml>'],
    ['a control character', '<xml><n>\u0001</n></xml>'],
    ['a CDATA end without a start', '<xml><n>a]]>b</n></xml>'],
    ['a CDATA without an end', '<xml><n><![CDATA[1</n></xml>'],
    ['a wrong end tag', '<xml><n>1</m></xml>'],
    ['an end tag in other letters', '<xml><n>1</N></xml>'],
    ['an end tag too many', '<xml><n>1</n></n></xml>'],
    ['a bad name', '<xml><1n>1</1n></xml>'],
    ['a less-than sign', '<xml><n>a<b</n></xml>'],
    ['a stranger among the recipients', '<xml><hblist><n>1</n></hblist></xml>'],
    ['text among the recipients', '<xml><hblist>x</hblist></xml>'],
    [
      'a recipient with a nested element',
      '<xml><hblist><hbinfo><openid><a/></openid></hbinfo></hblist></xml>',
    ],
    [
      'a recipient with a repeated amount',
      '<xml><hblist><hbinfo><amount>1</amount><amount>2</amount></hbinfo></hblist></xml>',
    ],
    ['two lists of recipients', '<xml><hblist/><hblist/></xml>'],
  ])('%s', (_, xml) => {
    expectMalformed(xml);
  });

  it.each(['toString', 'valueOf', '__proto__', 'constructor', 'isPrototypeOf'])(
    'an entity named as a member of every object, %s',
    (name) => {
      expectMalformed(`<xml><n>&${name};</n></xml>`);
    },
  );

  it('an element named __proto__', () => {
    expectMalformed('<xml><__proto__>SUCCESS</__proto__></xml>');
  });
});

it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'an element named as a member of every object, %s, is a field like any other',
  (name) => {
    const { fields } = parseXml(`<xml><${name}>SUCCESS</${name}></xml>`);
    expect(Object.entries(fields)).toEqual([[name, 'SUCCESS']]);
    expectMalformed(`<xml><${name}/><${name}/></xml>`);
  },
);

it('a damaged answer is refused, or read just as an independent reader reads it', () =>
  judgeDamagedAnswers((xml, fields) => {
    expect(XMLValidator.validate(xml)).toBe(true);
    // It keeps white space between elements, which is nothing to us.
    const { '#text': between = '', ...parsed } = generalParser.parse(xml).xml;
    expect([between.trim(), parsed]).toEqual(['', fields]);
  }));
