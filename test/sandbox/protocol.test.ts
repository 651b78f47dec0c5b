/** The sandbox's own signing and XML, judged by published vectors; those of others judge it in scripts/bench/test. */
import fc from 'fast-check';
import { isSigned, md5Sign } from '../../scripts/sandbox/protocol/sign';
import { readFlatXml, writeXml, XmlFormError } from '../../scripts/sandbox/protocol/xml';
import { SIGNATURES } from '../fixtures/signatures';
import { xmlText } from '../unit/support/arbitraries';
import { API_KEY } from './harness';

describe('signatures', () => {
  it.each(SIGNATURES)('%s', (_, fields, sign) => {
    expect(md5Sign(Object.entries(fields), API_KEY)).toBe(sign);
    expect(isSigned(new Map(Object.entries({ ...fields, sign })), API_KEY)).toBe(true);
    expect(isSigned(new Map(Object.entries({ ...fields, sign: sign.toLowerCase() })), API_KEY)).toBe(false);
    expect(isSigned(new Map(Object.entries(fields)), API_KEY)).toBe(false);
  });
});

describe('reading XML', () => {
  it('takes plain text, CDATA, references, empty elements, a declaration and blanks between', () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n <a> x&amp;&#x4E2D;&#25991; </a><b><![CDATA[<]]>&gt;<![CDATA[]]></b >\n<c/><d></d></xml>\n';
    expect([...readFlatXml(xml)]).toEqual([
      ['a', ' x&中文 '],
      ['b', '<>'],
      ['c', ''],
      ['d', ''],
    ]);
  });

  it('normalises line ends as XML does', () => {
    expect(readFlatXml('<xml><a>1\r\n2\r3\n4&#13;</a></xml>').get('a')).toBe('1\n2\n3\n4\r');
  });

  it.each([
    ['an empty body', ''],
    ['another root', '<html><a>1</a></html>'],
    ['a cut-off document', '<xml><a>1</a><b>2'],
    ['a cut-off CDATA section', '<xml><a><![CDATA[1'],
    ['a missing end', '<xml><a>1</a>'],
    ['a repeated element', '<xml><a>1</a><a>2</a></xml>'],
    ['a nested element', '<xml><a><b>1</b></a></xml>'],
    ['a wrong end tag', '<xml><a>1</b></xml>'],
    ['an end tag that only begins right', '<xml><a>1</ab></xml>'],
    ['an attribute', '<xml><a b="c">1</a></xml>'],
    ['a DOCTYPE', '<!DOCTYPE xml [<!ENTITY e "1">]><xml><a>&e;</a></xml>'],
    ['an unknown entity', '<xml><a>&e;</a></xml>'],
    ['a bare ampersand', '<xml><a>1 & 2</a></xml>'],
    ['a comment', '<xml><!-- c --><a>1</a></xml>'],
    ['a comment in a text', '<xml><a>1<!-- c --></a></xml>'],
    ['text between elements', '<xml>1<a>1</a></xml>'],
    [']]> in a text', '<xml><a>1]]>2</a></xml>'],
    ['a second document', '<xml><a>1</a></xml><xml></xml>'],
    ['a control character', '<xml><a>\u0001</a></xml>'],
    ['a reference to one', '<xml><a>&#1;</a></xml>'],
    ['a reference beyond Unicode', '<xml><a>&#x110000;</a></xml>'],
    ['JSON', '{"a":1}'],
  ])('refuses %s', (_, xml) => {
    expect(() => readFlatXml(xml)).toThrow(XmlFormError);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.array(xmlText), (texts) => {
        const elements = texts.map((text, index) => ({ name: `e${index}`, text }));
        const read = readFlatXml(writeXml(elements, new Set(['e0']), '\n'));
        expect([...read.values()]).toEqual(texts);
      }),
    );
  });
});
