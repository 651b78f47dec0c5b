import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { MalformedXmlError } from '../../../shared/wechat-pay/protocol/xml-scanner';

function whyOdd(xml: string): MalformedXmlError {
  try {
    parseXml(xml, true);
  } catch (error) {
    if (error instanceof MalformedXmlError) return error;
  }
  throw new Error(`not odd: ${xml}`);
}

/** The reason becomes part of `err_code_des`: what a person finds who asks why an outcome is open. */
describe('odd XML is named for what is odd about it:', () => {
  it.each([
    ['<xml><n>\u0001</n></xml>', 'it holds a character that XML does not know'],
    ['<!DOCTYPE xml><xml/>', '"<!DOCTYPE" has no place in an answer'],
    ['<xml><!-- x --></xml>', '"<!--" has no place in an answer'],
    ['<xml><?pi x?></xml>', '"<?" has no place in an answer'],
    ['<xml>]]></xml>', '"]]>" has no place in an answer'],
    ['<xml><![CDATA[1</xml>', '"<![CDATA" has no place in an answer'],
    ['<xml>x<!-- y --></xml>', 'text stands between elements'],
    ['', 'it is cut off'],
    ['<xml><n><![CDATA[1</n></xml>', 'it is cut off'],
    ['<xml><n>1', 'it is cut off'],
    ['<xml><n>1</n>', 'it is cut off'],
    ['<a/>', 'the root is not <xml>'],
    ['<xml></n></xml>', '</n> ends nothing'],
    ['<xml></number></xml>', '</number> ends nothing'],
    ['<xml a="1"/>', 'an element bears attributes'],
    ['<xml><a:b c="1"/></xml>', 'an element bears attributes'],
    ['<xml><1n/></xml>', '"<" begins no tag'],
    ['<xml><a:b/></xml>', '"<" begins no tag'],
    ['<xml>x <n a="1"/></xml>', 'text stands between elements'],
    ['<xml>x<n/></xml>', 'text stands between elements'],
    ['<xml/>x', 'text stands between elements'],
    ['<xml><n>a]]>b</n></xml>', '"]]>" has no place in an answer'],
    ['<xml><n/><n/></xml>', '<n> is repeated'],
    ['<xml><n><m/></n></xml>', '<n> is nested'],
    ['<xml><hblist/><hblist/></xml>', '<hblist> is repeated'],
    ['<xml><hblist><n/></hblist></xml>', '<n> stands in <hblist>'],
    ['<xml><n>&nbsp;</n></xml>', '"&nbsp;" is no entity of XML'],
    ['<xml><n>&x#65;</n></xml>', '"&x#65;" is no entity of XML'],
    ['<xml><n>&#1;</n></xml>', '"&#1;" is no character'],
  ])('%j', (xml, why) => {
    expect(whyOdd(xml).message).toBe(why);
  });
});
