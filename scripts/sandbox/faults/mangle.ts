import type { XmlShape } from './types';

/** Past the 64 KB that a careful caller reads. */
const HUGE_BYTES = 128 * 1024;

const RETURN_CODE = '<return_code><![CDATA[SUCCESS]]></return_code>';

/**
 * An answer's XML, spoilt. Each shape keeps every word of a success where a careless reader would find it, so
 * that reading it as paid, or as refused, is a mistake that shows.
 */
export function mangle(xml: string, shape: XmlShape): string {
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
