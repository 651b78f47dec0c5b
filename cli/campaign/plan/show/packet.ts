import type { PlanLine } from '../../../../shared/campaign/plan-line';
import { textWidth } from '../../../text-width';

/** Columns inside the frame. A text of 32 bytes has at most 32; longer ones are broken into lines. */
const WIDTH = 34;

/** What no line begins with: it would stand apart from the text that it ends. */
const CLOSING = /[，。！？、；：”’）》】…,.!?;:)]/;

/** Breaks a paragraph where the frame ends. */
function brokenParagraph(paragraph: string): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  for (const character of paragraph.replaceAll('\t', ' ')) {
    if (textWidth(line.join('') + character) > WIDTH - 2) {
      const last = CLOSING.test(character) ? line.splice(-1) : [];
      lines.push(line.join(''));
      line = last;
    }
    line.push(character);
  }
  return [...lines, line.join('')];
}

function centred(text: string): string {
  const left = Math.floor((WIDTH - textWidth(text)) / 2);
  return `│${' '.repeat(left)}${text}${' '.repeat(WIDTH - left - textWidth(text))}│`;
}

/** The packet as its receiver sees it, closed and opened: sender, wishing, amount. The other texts are not shown to her. */
export function drawPacket({ send_name, wishing, total_amount, total_num }: PlanLine): string {
  const amount = `${total_amount.toFixed(2)} 元`;
  const opened = total_num > 1 ? [`${amount}，${total_num} 个红包`] : [amount];
  const rule = '─'.repeat(WIDTH);
  const lines = [
    '',
    ...send_name.split('\n').flatMap(brokenParagraph),
    '给你发了一个红包',
    '',
    ...wishing.split('\n').flatMap(brokenParagraph),
    '',
    '( 開 )',
    '',
  ];
  return [`╭${rule}╮`, ...lines.map(centred), `├${rule}┤`, ...opened.map(centred), `╰${rule}╯`].join('\n');
}
