import { type Html, html } from '../../cli/page/html';
import { beijingText } from '../../shared/api/beijing';
import { firstPacket } from '../first-packet';
import { icon } from '../icons';
import { bilingual } from '../language';
import { packetActs } from '../packets/acts';
import { csvOf } from '../packets/csv';
import { type Found, find } from '../packets/find';
import { packetPage } from '../packets/page';
import { pager } from '../packets/pager';
import { parseQuery, type Query, VIEWS } from '../packets/query';
import { packetTable } from '../packets/table';
import type { Page } from '../page';
import { empty, show } from '../respond';
import { PACKETS } from '../text/packets';
import { textOf, type Visit, type VisitContext, withParams } from '../visit';

function tabs(visit: Visit, { view, q }: Query): Html {
  const { views } = textOf(visit, PACKETS);
  const links = VIEWS.map((each) => {
    const isHere = q === '' && each === view && html` aria-current="page"`;
    return html`<a href="${each === 'all' ? '/packets' : `/packets?view=${each}`}"${isHere}>${views[each]}</a>`;
  });
  return html`<nav class="tabs" aria-label="${textOf(visit, PACKETS).title}">${links}</nav>`;
}

function searchForm(visit: Visit, { q, limit }: Query): Html {
  const text = textOf(visit, PACKETS);
  return html`<form class="search" role="search" action="/packets"><input type="search" name="q" value="${q}" placeholder="${text.placeholder}" aria-label="${text.search}: ${text.placeholder}" autocomplete="off" spellcheck="false">
<input type="hidden" name="limit" value="${limit}"><button>${icon('search')}${text.search}</button>${q !== '' && html`<a class="button" href="/packets">${text.clear}</a>`}</form>`;
}

function nothing(visit: Visit, { q, view, offset }: Query, total: number | null): Html {
  const text = textOf(visit, PACKETS);
  if (total !== null && total > 0 && offset > 0)
    return empty(text.beyond, html`<a href="${withParams(visit, { offset: null })}">${text.first}</a>`);
  if (q !== '') return empty(text.noMatch, text.noMatchWhat(q));
  if (view === 'person') return empty(text.nonePerson, text.noneWhat);
  if (view !== 'all') return empty(view === 'open' ? text.noneOpen : text.noneRetry, text.noneWhat);
  return visit.console.stack.isLocal
    ? empty(text.emptyTitle, firstPacket(visit))
    : empty(text.emptyTitle, text.emptyAws);
}

function tools(visit: Visit): Html {
  const text = textOf(visit, PACKETS);
  const { showsOpenids, url } = visit;
  const openids = withParams(visit, { openids: showsOpenids ? null : 'shown', done: null });
  return html`<a class="button" href="${openids}">${icon('eye')}${showsOpenids ? text.hideOpenids : text.showOpenids}</a>
<a class="button" href="/packets.csv${url.search}" download>${icon('download')}${text.csv}</a>`;
}

function listBody(visit: Visit, query: Query, found: Found): Html {
  const { records, total, next } = found;
  // Only the newest page changes while one looks at it.
  const isLive = query.q === '' && query.offset === 0 && query.cursor === null;
  const live =
    isLive &&
    html` hx-get="${visit.url.pathname + visit.url.search}" hx-trigger="every 5s" hx-select="#list" hx-swap="outerMorph"`;
  const list =
    records.length === 0 && next === null ? nothing(visit, query, total) : packetTable(visit, records);
  return html`${tabs(visit, query)}${searchForm(visit, query)}
<div id="list" class="stacked"${live}>${list}${(records.length > 0 || next !== null) && pager(visit, query, found)}</div>`;
}

async function list(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const query = parseQuery(visit.url);
  const found = await find(visit.console.stack, query);
  return show(c, {
    title: textOf(visit, PACKETS).title,
    tools: tools(visit),
    body: listBody(visit, query, found),
  });
}

async function csv(c: VisitContext): Promise<Response> {
  const { console, url, showsOpenids } = c.get('visit');
  const { records } = await find(console.stack, parseQuery(url));
  const day = beijingText(Math.floor((await console.nowMs()) / 1000)).slice(0, 10);
  return c.body(csvOf(records, showsOpenids), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="red-packets-${day}.csv"`,
  }) as Response;
}

export const packetsPage: Page = {
  path: '/packets',
  label: bilingual('Packets', '红包'),
  icon: 'packets',
  routes(app) {
    app.get('/packets', list);
    app.get('/packets.csv', csv);
    app.get('/packets/:id', packetPage);
    packetActs(app);
  },
};
