import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { MalformedXmlError } from '../../../shared/wechat-pay/protocol/xml-scanner';

function whyOdd(xml: string): MalformedXmlError {
  try {
    parseXml(xml, true);
  } catch (error) {
    if (error instanceof MalformedXmlError) return error;
  }
  throw new Error(`not malformed: ${xml}`);
}

/** The reason becomes part of `err_code_des`: what a person finds who asks why an outcome is open. */
describe('malformed XML is named for what is malformed:', () => {
  it.each([
    ['<xml><n>\u0001</n></xml>', 'a character is not allowed in XML'],
    ['<!DOCTYPE xml><xml/>', '"<!DOCTYPE" is not allowed'],
    ['<xml><!-- x --></xml>', '"<!--" is not allowed'],
    ['<xml><?pi x?></xml>', '"<?" is not allowed'],
    ['<xml>]]></xml>', '"]]>" is not allowed'],
    ['<xml><![CDATA[1</xml>', '"<![CDATA" is not allowed'],
    ['<xml>x<!-- y --></xml>', 'unexpected text between elements'],
    ['', 'unexpected end of input'],
    ['<xml><n><![CDATA[1</n></xml>', 'unexpected end of input'],
    ['<xml><n>1', 'unexpected end of input'],
    ['<xml><n>1</n>', 'unexpected end of input'],
    ['<a/>', 'the root element is not <xml>'],
    ['<xml></n></xml>', 'unmatched closing tag </n>'],
    ['<xml></number></xml>', 'unmatched closing tag </number>'],
    ['<xml a="1"/>', 'attributes are not allowed'],
    ['<xml><a:b c="1"/></xml>', 'attributes are not allowed'],
    ['<xml><1n/></xml>', 'invalid tag'],
    ['<xml><a:b/></xml>', 'invalid tag'],
    ['<xml>x <n a="1"/></xml>', 'unexpected text between elements'],
    ['<xml>x<n/></xml>', 'unexpected text between elements'],
    ['<xml/>x', 'unexpected text between elements'],
    ['<xml><n>a]]>b</n></xml>', '"]]>" is not allowed'],
    ['<xml><n/><n/></xml>', 'duplicate element <n>'],
    ['<xml><n><m/></n></xml>', '<n> contains an element'],
    ['<xml><hblist/><hblist/></xml>', 'duplicate element <hblist>'],
    ['<xml><hblist><n/></hblist></xml>', 'unexpected element <n> in <hblist>'],
    ['<xml><n>&nbsp;</n></xml>', 'unknown entity "&nbsp;"'],
    ['<xml><n>&x#65;</n></xml>', 'unknown entity "&x#65;"'],
    ['<xml><n>&#1;</n></xml>', 'invalid character reference "&#1;"'],
  ])('%j', (xml, why) => {
    expect(whyOdd(xml).message).toBe(why);
  });
});
