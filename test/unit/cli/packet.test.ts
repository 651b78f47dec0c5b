import { duration } from '../../../cli/campaign/plan/show/pace';
import { drawPacket } from '../../../cli/campaign/plan/show/packet';
import { table } from '../../../cli/table';
import { textWidth } from '../../../cli/text-width';
import { planned } from '../campaign/plan-kit';

test.each([
  ['abc', 3],
  ['红包', 4],
  ['，', 2],
  ['🧧', 2],
  ['e\u0301', 1],
  ['❤\ufe0f', 1],
])('textWidth of %j is %d columns of a terminal', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('table aligns columns of Chinese texts', () => {
  const lines = table(
    ['a', 'b'],
    [
      ['红包', 'x'],
      ['ab', 'y'],
    ],
  ).split('\n');
  expect(lines).toEqual(['a     b', '红包  x', 'ab    y']);
});

describe('drawPacket', () => {
  function drawn(wishing: string): string[] {
    return drawPacket(planned(2, { wishing }).line).split('\n');
  }

  test('shows sender, wishing and amount, every line as wide as the frame', () => {
    const lines = drawn('祝你新年快乐，万事如意，身体健康，阖家幸福，财源广进，步步高升！\nSecond line 🧧');
    expect(new Set(lines.map(textWidth)).size).toBe(1);
    for (const text of ['红包铺', '财源广进，步步高', 'Second line 🧧', '1.10 元'])
      expect(lines.join('\n')).toContain(text);
  });

  test('begins no line with a closing punctuation mark', () => {
    for (let length = 10; length < 20; length += 1) {
      const lines = drawn(`${'福'.repeat(length)}，${'寿'.repeat(5)}`);
      expect(lines.some((line) => /│ *，/.test(line))).toBe(false);
      expect(lines.join('')).toContain('，');
    }
  });

  test('says how many share a packet for several', () => {
    expect(drawPacket(planned(2, { type: 'fission', total_num: 3, total_amount: 9 }).line)).toContain(
      '9.00 元，3 个红包',
    );
  });
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [61, '2 min'],
  [3_600, '1 h'],
  [38_462, '10 h 42 min'],
])('duration(%d) is %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
