import type { XmlShape } from './types';

/** Above the 64 KB that a careful caller reads. */
const HUGE_BYTES = 128 * 1024;

const RETURN_CODE = '<return_code><![CDATA[SUCCESS]]></return_code>';

/**
 * Corrupts the XML of a response. Every shape keeps the values of a success where a careless parser would find them, so
 * that a parser which takes the response for paid, or for refused, makes a visible mistake.
 */
export function corruptXml(xml: string, shape: XmlShape): string {
  switch (shape) {
    case 'cut':
      return xml.slice(0, Math.floor((xml.length * 2) / 3));
    case 'repeated':
      return xml.replace('</xml>', '<result_code><![CDATA[FAIL]]></result_code></xml>');
    case 'doctype':
      return `<!DOCTYPE xml [<!ENTITY ok "SUCCESS">]>${xml.replace(RETURN_CODE, '<return_code>&ok;</return_code>')}`;
    case 'comment':
      return xml.replace(RETURN_CODE, `<!-- ${RETURN_CODE} --><return_code>SUC<!-- -->CESS</return_code>`);
    case 'nested':
      return xml.replace(/^<xml>([\s\S]*)<\/xml>$/, '<xml><xml>$1</xml></xml>');
    case 'attribute':
      return xml.replace('<return_code>', '<return_code value="FAIL">');
    case 'trailing':
      return `${xml}${xml}`;
    case 'empty':
      return '';
    case 'huge':
      return xml.replace('</xml>', `<padding>${'0'.repeat(HUGE_BYTES)}</padding></xml>`);
  }
}
