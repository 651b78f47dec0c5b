/** Without its markup. */
export function textOf(page: string): string {
  return page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

/** Packets and yuan of a line of the outcomes. */
export function outcome(page: string, name: string): string[] {
  const row = new RegExp(`<tr id="outcome-${name}">(.*?)</tr>`, 's').exec(page)?.[1] ?? '';
  return [...row.matchAll(/<td class="num">([^<]*)</g)].map(([, text = '']) => text);
}
