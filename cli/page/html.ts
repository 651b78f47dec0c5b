/** Markup that may stand in a page as it is. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What a template shows; nothing for the last three, so that `condition && html…` can stand in it. */
export type Value = Html | readonly Html[] | string | number | null | undefined | false;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');
}

/** A template whose values are escaped, unless they are markup themselves. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const end = parts.at(-1) ?? '';
  return new Html(values.map((value, index) => (parts[index] ?? '') + markupOf(value)).join('') + end);
}
