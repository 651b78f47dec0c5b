import type { PlanLine } from '../../../../shared/campaign/plan-line';

/** Columns inside the frame. A text of 32 bytes has at most 32; longer ones are broken into lines. */
const WIDTH = 34;

/** East Asian wide and full-width characters, and emoji: two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** Combining marks, variation selectors and joiners take no column. */
const NARROW = /\p{M}|\p{Cf}/u;

function columns(text: string): number {
  let sum = 0;
  for (const character of text) if (!NARROW.test(character)) sum += WIDE.test(character) ? 2 : 1;
  return sum;
}

/** Breaks a text where the frame ends, and at its own line breaks. */
function broken(text: string): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const character of paragraph.replaceAll('\t', ' ')) {
      if (columns(line + character) > WIDTH - 2) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
    lines.push(line);
  }
  return lines;
}

function centred(text: string): string {
  const left = Math.floor((WIDTH - columns(text)) / 2);
  return `│${' '.repeat(left)}${text}${' '.repeat(WIDTH - left - columns(text))}│`;
}

/** The packet as its receiver sees it, closed and opened: sender, wishing, amount. The other texts are not shown to her. */
export function drawPacket({ send_name, wishing, total_amount, total_num }: PlanLine): string {
  const amount = `${total_amount.toFixed(2)} 元`;
  const opened = total_num > 1 ? [`${amount}，${total_num} 个红包`] : [amount];
  const rule = '─'.repeat(WIDTH);
  const lines = ['', ...broken(send_name), '给你发了一个红包', '', ...broken(wishing), '', '( 開 )', ''];
  return [`╭${rule}╮`, ...lines.map(centred), `├${rule}┤`, ...opened.map(centred), `╰${rule}╯`].join('\n');
}
