/** East Asian wide and full-width characters, and emoji: two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** Combining marks, variation selectors and joiners take no column. */
const NARROW = /\p{M}|\p{Cf}/u;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const character of text) if (!NARROW.test(character)) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The text with spaces behind it, as wide as given. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
