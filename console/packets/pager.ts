import { type Html, html } from '../../cli/page/html';
import { icon } from '../icons';
import { PACKETS } from '../text/packets';
import { textOf, type Visit, withParams } from '../visit';
import type { Found } from './find';
import { LIMITS, type Query } from './query';

/** The pages beside this one that have a link of their own. */
const NEIGHBOURS = 2;

/** The numbers of the pages to link, from 1; null for a gap. */
export function pageNumbers(current: number, last: number): (number | null)[] {
  const near = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, index) => current - NEIGHBOURS + index);
  const shown = [...new Set([1, ...near, last])]
    .filter((page) => page >= 1 && page <= last)
    .sort((a, b) => a - b);
  return shown.flatMap((page, index) => {
    const before = shown[index - 1] ?? 0;
    return page - before > 1 ? [null, page] : [page];
  });
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

/** Links to the pages of a counted list. */
export function numbered(
  visit: Visit,
  { limit, offset }: Pick<Query, 'limit' | 'offset'>,
  total: number,
): Html {
  const text = textOf(visit, PACKETS);
  const [current, last] = [Math.floor(offset / limit) + 1, Math.max(1, Math.ceil(total / limit))];
  const to = (page: number): string => withParams(visit, { offset: page === 1 ? null : (page - 1) * limit });
  const numbers = pageNumbers(current, last).map((page) => {
    if (page === null) return html`<li class="gap" aria-hidden="true">…</li>`;
    const here = page === current && html` aria-current="page"`;
    return html`<li><a href="${to(page)}" aria-label="${text.page(whole(page))}"${here}>${whole(page)}</a></li>`;
  });
  const previous =
    current > 1 && html`<li><a rel="prev" href="${to(current - 1)}">${icon('back')}${text.previous}</a></li>`;
  const next =
    current < last && html`<li><a rel="next" href="${to(current + 1)}">${text.next}${icon('next')}</a></li>`;
  return html`<ul>${previous}${numbers}${next}</ul>`;
}

function position(visit: Visit, { limit, offset }: Query, { records, total, looked }: Found): string {
  const text = textOf(visit, PACKETS);
  if (looked !== null) return `${text.count(whole(records.length))} · ${text.looked(whole(looked))}`;
  if (total === null || records.length > limit) return text.count(whole(records.length));
  return text.range(whole(offset + 1), whole(offset + records.length), whole(total));
}

/** Below the list: where this page is, the pages around it, and how many records a page has. */
export function pager(visit: Visit, query: Query, found: Found): Html {
  const text = textOf(visit, PACKETS);
  const { total, next, looked } = found;
  const isCounted = total !== null && looked === null && query.view === 'all' && total > query.limit;
  const goOn =
    next !== null &&
    html`<ul><li><a rel="next" href="${withParams(visit, next)}">${looked === null ? text.next : text.goOn}${icon('next')}</a></li></ul>`;
  const sizes = LIMITS.map((limit) => {
    const here = limit === query.limit && html` aria-current="true"`;
    return html`<a href="${withParams(visit, { limit, offset: null, cursor: null })}"${here}>${whole(limit)}</a>`;
  });
  return html`<nav class="pager" aria-label="${text.pages}"><p class="soft">${position(visit, query, found)}</p>
${isCounted ? numbered(visit, query, total) : goOn}<p class="sizes soft">${text.perPage} ${sizes}</p></nav>`;
}
