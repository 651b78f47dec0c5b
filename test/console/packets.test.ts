import { pageNumbers } from '../../console/packets/pager';
import { readings } from '../../console/packets/query';
import { campaignKey } from '../../shared/campaign/key';
import { NOON_S, OPENID, record, startTestConsole } from './kit';

const OTHER = 'oZyXwVuTsRqPoNmLkJiHgFeDcBa9';
const ROW_KEY = campaignKey('spring', 'row-17');

const records = Array.from({ length: 2_345 }, (_, index) => {
  const id = index.toString(16).padStart(24, '0');
  const key = index % 100 === 7 ? `spring/${index}` : `key-${index}`;
  return record({
    ...{ id, mch_billno: `${id}abcd`, idempotency_key: index === 1_700 ? ROW_KEY : key },
    ...{ re_openid: index === 3 ? OTHER : OPENID, total_amount: 1 + index, created_at: NOON_S - index },
  });
});
const [first] = records;
const console = startTestConsole({ records });

async function page(path: string): Promise<string> {
  const response = await console.get(path);
  expect(response.status).toBe(200);
  return response.text();
}

/** The order numbers in the table. */
function numbers(html: string): string[] {
  return [...html.matchAll(/<td class="wide mono">([0-9a-f]{28})<\/td>/g)].map(([, number = '']) => number);
}
const numberOf = (index: number): string => `${index.toString(16).padStart(24, '0')}abcd`;

describe('the list of packets', () => {
  it('shows 20, 100 or 1,000 on a page, any page by one call', async () => {
    for (const [limit, offset] of [
      [20, 0],
      [100, 2_300],
      [1_000, 1_000],
    ] as const) {
      console.functions.calls.length = 0;
      const html = await page(`/packets?limit=${limit}&offset=${offset}`);
      const shown = records.slice(offset, offset + limit).map(({ mch_billno }) => mch_billno);
      expect(numbers(html)).toEqual(shown);
      expect(console.functions.calls).toEqual([['getSentRedPackList', { limit, offset, details: true }]]);
      const to = offset + shown.length;
      expect(html).toContain(`${(offset + 1).toLocaleString('en')}–${to.toLocaleString('en')} of 2,345`);
    }
  });

  it('leads to the pages around, the first and the last', async () => {
    const html = await page('/packets?offset=1000');
    const links = [...html.matchAll(/aria-label="Page ([\d,]+)"/g)].map(([, number]) => number);
    expect(links).toEqual(['1', '49', '50', '51', '52', '53', '118']);
    expect(html).toContain('href="/packets?offset=980">');
    expect(html).toContain('aria-label="Page 51" aria-current="page"');
  });

  it.each<[number, number, (number | null)[]]>([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [4, 7, [1, 2, 3, 4, 5, 6, 7]],
    [50_000, 50_000, [1, null, 49_998, 49_999, 50_000]],
  ])('on page %i of %i links %j', (current, last, pages) => {
    expect(pageNumbers(current, last)).toEqual(pages);
  });

  it.each(['?limit=7&offset=-1', '?limit=abc&offset=1e9', '?view=other&limit=99999'])(
    'shows the first page where the address makes no sense: %s',
    async (params) => {
      expect(numbers(await page(`/packets${params}`))).toHaveLength(20);
    },
  );

  it('says where the list ends', async () => {
    expect(await page('/packets?offset=99990')).toContain('past the end of the list');
  });

  it('shows yuan with two decimals and commas, and times of Beijing', async () => {
    const html = await page('/packets?offset=2340');
    expect(html).toContain('>2,341.00</a>');
    expect(html).toContain('2026-11-28 11:21:00');
  });

  it('masks openids, also within keys, until they are shown on purpose', async () => {
    const { get } = startTestConsole({ records: [record()] });
    for (const path of [
      '/packets',
      '/packets.csv',
      `/packets/${'a'.repeat(24)}`,
      `/packets/${'a'.repeat(24)}/repeat`,
    ])
      expect(await (await get(path)).text()).not.toContain(OPENID);
    for (const path of ['/packets', '/packets.csv', `/packets/${'a'.repeat(24)}`])
      expect(await (await get(`${path}?openids=shown`)).text()).toContain(OPENID);
  });

  it('says what to do next when there is no packet yet', async () => {
    const { get } = startTestConsole();
    expect(await (await get('/packets')).text()).toContain('npx serverless invoke local -f sendRedPack');
  });

  it('escapes what callers wrote', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    const { get } = startTestConsole({
      records: [record({ idempotency_key: evil, wishing: evil, send_name: evil })],
    });
    for (const path of [
      '/packets',
      `/packets/${'a'.repeat(24)}`,
      `/packets/${'a'.repeat(24)}/repeat`,
      `/packets?q=${encodeURIComponent(evil)}`,
    ])
      expect(await (await get(path)).text()).not.toContain('<script>alert');
  });
});

describe('the search', () => {
  it.each<[string, string, string[]]>([
    ['an id', records[5]?.id ?? '', [numberOf(5)]],
    ['an id in capitals', (records[10]?.id ?? '').toUpperCase(), [numberOf(10)]],
    ['an order number', numberOf(6), [numberOf(6)]],
    ['a key', 'key-8', [numberOf(8)]],
    ['spaces around', '  key-8 ', [numberOf(8)]],
    ['an openid', OTHER, [numberOf(3)]],
    ['a row of a campaign', 'spring/row-17', [numberOf(1_700)]],
    ['the key of such a row', ROW_KEY, [numberOf(1_700)]],
  ])('finds a packet by %s', async (_, q, found) => {
    expect(numbers(await page(`/packets?q=${encodeURIComponent(q)}`))).toEqual(found);
  });

  it('pages through the packets of an openid', async () => {
    const html = await page(`/packets?q=${OPENID}&limit=100&offset=200`);
    expect(numbers(html)).toHaveLength(100);
    expect(html).toContain('201–300 of 2,344');
    expect(html).toContain(`q=${OPENID}&amp;limit=100&amp;offset=300`);
  });

  it('finds the rows of a campaign from the newest on, says how far it looked, and goes on there', async () => {
    const html = await page('/packets?q=spring%2F&limit=20');
    expect(numbers(html)).toEqual(
      Array.from({ length: 20 }, (_, index) => numberOf(7 + 100 * index)).map((number, index) =>
        index === 17 ? numberOf(1_700) : index > 17 ? numberOf(7 + 100 * (index - 1)) : number,
      ),
    );
    const [, next = ''] = /rel="next" href="([^"]*)"/.exec(html) ?? [];
    const rest = await page(next.replaceAll('&amp;', '&'));
    expect(numbers(rest)).toEqual([1_907, 2_007, 2_107, 2_207, 2_307].map(numberOf));
    expect(rest).not.toContain('rel="next"');
    expect(rest).toContain('newest 2,345 records');
  });

  it.each(['nothing', 'a'.repeat(24), '0'.repeat(29), 'x'.repeat(500), 'spring/row-18', '../../etc'])(
    'finds nothing for "%s", and says so',
    async (q) => {
      expect(await page(`/packets?q=${encodeURIComponent(q)}`)).toContain('Nothing found');
    },
  );

  it('tries a likely openid as such before it tries a key', () => {
    expect(readings(OPENID).map(({ by }) => by)).toEqual(['openid', 'record']);
    expect(readings('order-1').map(({ by }) => by)).toEqual(['record', 'openid']);
    expect(readings('order 1').map(({ by }) => by)).toEqual(['record']);
  });
});

describe('the CSV', () => {
  it('has what the page shows, in its order, as the report writes it', async () => {
    const response = await console.get('/packets.csv?limit=100&offset=50');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="red-packets-2026-11-28.csv"',
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [head = '', ...lines] = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(head).toContain('mch_billno');
    expect(head).not.toContain('re_openid');
    expect(lines).toHaveLength(100);
    expect(lines[0]).toContain(`,51.00,paid,SUCCESS,`);
  });

  it('makes no formula of what callers wrote', async () => {
    const { get } = startTestConsole({ records: [record({ idempotency_key: '=cmd|1' })] });
    expect(await (await get('/packets.csv')).text()).toContain("'=cmd|1");
  });

  it('follows the search', async () => {
    const lines = (await (await console.get('/packets.csv?q=key-8')).text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
  });

  it('is linked with the params of the page', async () => {
    expect(await page('/packets?q=key-8&limit=100')).toContain('href="/packets.csv?q=key-8&amp;limit=100"');
  });
});

test('the list leads to the page of each packet', async () => {
  expect(await page('/packets')).toContain(`href="/packets/${first?.id}"`);
});
