/** Elements whose text is no prose of the page's language: marked as English, code, or a name. */
const NOT_PROSE =
  /<(\w+)(?=[^>]*(?: lang="en"| class="mono"))[^>]*>[\s\S]*?<\/\1>|<(code|pre|head)\b[\s\S]*?<\/\2>/g;

/** Four words in a row: names of options, formats and programs are shorter. */
const SENTENCE = /[A-Za-z’'-]+(?:,? [A-Za-z’'-]+){3,}/g;

/** What a person who reads a Chinese page would meet in English, without being told so. @param page HTML */
export function englishOn(page: string): string[] {
  const prose = page.replace(NOT_PROSE, '\n').replace(/<[^>]+>/g, '\n');
  return prose.match(SENTENCE) ?? [];
}
