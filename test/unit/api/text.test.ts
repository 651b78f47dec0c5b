import fc from 'fast-check';
import { isCarriedByXml, utf8Length, utf8Prefix } from '../../../shared/api/text';
import { allowedText, isAllowed } from '../support/arbitraries';

describe('isCarriedByXml', () => {
  it.each([
    ['a carriage return', 'a\rb'],
    ['a carriage return and line feed', 'a\r\nb'],
    ['NUL', '\u0000'],
    ['a C0 control', '\u001f'],
    ['vertical tab', '\u000b'],
    ['DEL', '\u007f'],
    ['a C1 control', '\u009f'],
    ['next line', '\u0085'],
    ['a lone high surrogate', 'a\ud83e'],
    ['a lone low surrogate', '\udde7a'],
    ['surrogates in the wrong order', '\udde7\ud83e'],
    ['U+FFFE', '\ufffe'],
    ['U+FFFF', '\uffff'],
  ])('refuses %s', (_, text) => {
    expect(isCarriedByXml(text)).toBe(false);
  });

  it.each([
    ['spaces, at the ends too', '  a  b '],
    ['a tab', 'a\tb'],
    ['a line feed', 'a\nb'],
    ['emoji beyond the first plane', '🧧恭喜👨‍👩‍👧'],
    ['markup', '<b>&amp;</b> ]]> <![CDATA['],
    ['a private-use character', '\ue000'],
    ['U+FFFD', '\ufffd'],
    ['the last code point', '\u{10ffff}'],
    ['a no-break space and a zero-width joiner', '\u00a0\u200d'],
    ['line separators', '\u2028\u2029'],
    ['a byte-order mark', '\ufeff'],
  ])('lets %s through', (_, text) => {
    expect(isCarriedByXml(text)).toBe(true);
  });

  it('judges every UTF-16 unit and every code point beyond them as XML 1.0 and the contract do', () => {
    const wrong = [];
    for (let code = 0; code <= 0xffff; code += 1) {
      if (isCarriedByXml(`a${String.fromCharCode(code)}b`) !== isAllowed(code)) wrong.push(code);
    }
    for (let code = 0x10000; code <= 0x10ffff; code += 257) {
      if (!isCarriedByXml(String.fromCodePoint(code))) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a text as soon as one character is forbidden', () => {
    const forbidden = fc.integer({ min: 0, max: 0xffff }).filter((code) => !isAllowed(code));
    fc.assert(
      fc.property(allowedText(), forbidden, allowedText(), (before, code, after) => {
        expect(isCarriedByXml(`${before} ${String.fromCharCode(code)} ${after}`)).toBe(false);
      }),
    );
  });
});

describe('utf8Length', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['恭', 3],
    ['🧧', 4],
  ])('counts %j as %d bytes', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
  });
});

describe('utf8Prefix', () => {
  it('keeps a text that fits', () => {
    expect(utf8Prefix('恭喜', 6)).toBe('恭喜');
  });

  it('cuts before a character that would be split', () => {
    expect(utf8Prefix('恭喜', 5)).toBe('恭');
    expect(utf8Prefix('a🧧', 4)).toBe('a');
    expect(utf8Prefix('🧧', 3)).toBe('');
  });

  it('gives the longest prefix that fits, always', () => {
    fc.assert(
      fc.property(allowedText(), fc.integer({ min: 0, max: 40 }), (text, maxBytes) => {
        const prefix = utf8Prefix(text, maxBytes);
        const [next = ''] = text.slice(prefix.length);
        expect(text.startsWith(prefix)).toBe(true);
        expect(utf8Length(prefix)).toBeLessThanOrEqual(maxBytes);
        expect(next === '' || utf8Length(prefix + next) > maxBytes).toBe(true);
      }),
    );
  });
});
