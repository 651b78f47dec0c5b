import { createHash } from 'node:crypto';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { gridStep } from '../../cli/page/chart';
import { parseRange, type Range } from '../../cli/report/day';
import { type Detailed, entryOf } from '../../cli/report/entry';
import { reportPage } from '../../cli/report/page';
import { Totals } from '../../cli/report/totals';
import { LANGUAGES, type Language, WORDS } from '../../cli/report/words';
import { NOVEMBER_S, record, refused } from './report-kit';

const NOVEMBER = parseRange('2026-11-01', '2026-11-30');

function page(records: readonly Detailed[], language: Language = 'en', range: Range = NOVEMBER): string {
  const totals = new Totals(range);
  for (const one of records) totals.add(entryOf(one));
  const cells = totals.sorted();
  return reportPage(
    {
      range,
      stack: 'red-pack-prod',
      account: null,
      madeAtS: NOVEMBER_S,
      cells,
      paidAtUnknown: totals.paidAtUnknown,
    },
    WORDS[language],
  );
}

const RECORDS = [
  record({ total_amount: 4999, received_fen: 499_900 }),
  record({ refunded_fen: 188, refunded_at: NOVEMBER_S }),
  record({ paid_at: null }),
  refused('NO_AUTH'),
  refused('NOTENOUGH', { outcome: 'retry' }),
  record({ outcome: 'open', paid_at: null, proof: null }),
];

/** The page as XML, in which every element that HTML leaves open is closed. */
function asXml(text: string): string {
  return text.replace('<!doctype html>', '').replace(/<(meta[^>]*|br)>/g, '<$1/>');
}

/** As a browser reads the attribute. */
function policyOf(text: string): string {
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
  return policy.replaceAll('&#39;', "'");
}

describe.each(LANGUAGES)('the page of a report in %s', (language) => {
  const text = page(RECORDS, language);

  it('is well-formed, names its language and the time of Beijing', () => {
    expect(XMLValidator.validate(asXml(text))).toBe(true);
    expect(text).toContain(`<html lang="${WORDS[language].lang}">`);
    expect(text).toMatch(/Beijing \(UTC\+8\)|北京时间（UTC\+8）/);
  });

  it('allows itself only the style sheet that it has, by its hash, and needs nothing else', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policyOf(text)).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(
      /<script|<link|<img|<iframe| style=| on\w+=| (?:src|href)=|https?:\/\/|@import|url\(/i,
    );
  });

  it('has every word and measure, and each as a column of every table', () => {
    const { measures, notes } = WORDS[language];
    for (const note of notes) expect(text).toContain(note);
    const heads = text.match(/<thead>[\s\S]*?<\/thead>/g) ?? [];
    expect(heads).toHaveLength(3);
    for (const head of heads)
      for (const measure of Object.values(measures)) expect(head).toContain(`>${measure}</th>`);
  });

  it('says how many packets count by their claim for want of a time of payment', () => {
    expect(text).toContain(WORDS[language].paidAtUnknown(1));
    expect(page([record()], language)).not.toContain(WORDS[language].paidAtUnknown(1).slice(0, 20));
  });
});

describe('the page of a report', () => {
  const text = page(RECORDS);
  const parsed = new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(asXml(text));

  it('has the totals in yuan, with the number of packets', () => {
    const cards: { dt: string; dd: { span: { '#text': string }; '#text': string } }[] =
      parsed.html.body.main.dl.div;
    expect(cards.map(({ dt, dd }) => [dt, dd.span['#text'], dd['#text']])).toEqual([
      ['Paid', '5,002.76', '3 packets'],
      ['Received', '4,999.00', '1 packet'],
      ['Returned', '1.88', '1 packet'],
      ['Pending', '1.88', '1 packet'],
      ['Open', '1.88', '1 packet'],
      ['Retry', '1.88', '1 packet'],
      ['Refused', '1.88', '1 packet'],
    ]);
  });

  it('has a row for every day, also for those without a packet', () => {
    const days = text.match(/<th scope="row" class="name">2026-11-\d\d<\/th>/g);
    expect(days).toHaveLength(30);
  });

  it('draws a bar for each measure of each day that is not zero, with its amount as a tooltip', () => {
    const titles = [...text.matchAll(/<rect [^>]*><title>([^<]*)<\/title>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      '2026-11-01 Returned: 1.88',
      '2026-11-11 Paid: 5,002.76',
      '2026-11-11 Received: 4,999.00',
      '2026-11-11 Open: 1.88',
      '2026-11-11 Retry: 1.88',
      '2026-11-11 Refused: 1.88',
      // By code, the largest first; one account alone is not drawn.
      '(open) Open: 1.88',
      'NOTENOUGH Retry: 1.88',
      'NO_AUTH Refused: 1.88',
    ]);
  });

  it('draws the five largest accounts', () => {
    const accounts = [1, 2, 3, 4, 5, 6, 7].map((yuan) =>
      record({ official_account_id: `wx${yuan}`, total_amount: yuan }),
    );
    const drawn = [...page(accounts).matchAll(/<title>(wx\d) Paid/g)].map(([, account]) => account);
    expect(drawn).toEqual(['wx7', 'wx6', 'wx5', 'wx4', 'wx3']);
  });

  it('draws no bar outside the plot, for a year as for a day', () => {
    for (const range of [parseRange('2026-01-01', '2027-01-01'), parseRange('2026-11-11', '2026-11-11')]) {
      const drawn = page(RECORDS, 'en', range);
      const bars = [
        ...drawn.matchAll(/<rect class="\w+" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)">/g),
      ];
      expect(bars.length).toBeGreaterThanOrEqual(5);
      for (const [x = 0, y = 0, width = 0, height = 0] of bars.map((bar) => bar.slice(1).map(Number))) {
        expect(x).toBeGreaterThanOrEqual(84);
        expect(x + width).toBeLessThanOrEqual(760);
        expect(y).toBeGreaterThanOrEqual(10);
        expect(y + height).toBeLessThanOrEqual(240 - 26 + 0.1);
      }
    }
  });

  it('shows what comes from outside as text', () => {
    const attack = '<script>alert("1")</script>';
    const attacked = page([refused(attack, { official_account_id: attack })]);
    expect(attacked).not.toContain('<script');
    expect(attacked).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });

  it('says so when no packet counts, and draws nothing', () => {
    const empty = page([]);
    expect(empty).toContain('No red packet counts in these days.');
    expect(empty).not.toContain('<svg');
    expect(XMLValidator.validate(asXml(empty))).toBe(true);
  });
});

test('gridStep is 1, 2 or 5 times a power of ten, and at most five steps reach the highest value', () => {
  expect([1, 5, 6, 10, 11, 26, 99, 100, 499_900].map(gridStep)).toEqual([
    ...[1, 1, 2, 2, 5, 10, 20, 20, 100_000],
  ]);
});
