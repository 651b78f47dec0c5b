import * as fc from 'fast-check';
import type { AnyListData, AnyListedRecord, GetSentRedPackListParams } from '../../../sdk/index';
import { iterate } from '../../../sdk/iterate';

/** A list as the function shows it: newest first, ordered by time and then by id. */
class List {
  readonly calls: GetSentRedPackListParams[] = [];
  private keys: number[] = [];

  constructor(private readonly beforePage: (page: number, list: List) => void = () => undefined) {}

  get newest(): number {
    return this.keys.at(-1) ?? 0;
  }

  ids(): string[] {
    return this.keys.map(String).reverse();
  }

  /** `later`: how much newer than the newest; negative for one that arrives late. */
  insert(later: number): void {
    // Keys are unique, as ids are.
    let key = this.newest + later;
    while (this.keys.includes(key)) key += 0.001;
    this.keys = [...this.keys, key].sort((one, other) => one - other);
  }

  readonly fetch = async (params: GetSentRedPackListParams): Promise<AnyListData> => {
    this.beforePage(this.calls.length, this);
    this.calls.push(params);
    const { limit = 20, offset = 0 } = params;
    const ids = this.ids();
    return {
      meta: { limit, next: null, offset, previous: null, total_count: ids.length },
      objects: ids.slice(offset, offset + limit).map((id) => ({ id, pk: id }) as AnyListedRecord),
    };
  };
}

async function idsOf(list: List, params: Parameters<typeof iterate>[0]): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of iterate(params, list.fetch)) ids.push(id);
  return ids;
}

function filled(count: number, beforePage?: (page: number, list: List) => void): List {
  const list = new List(beforePage);
  for (let n = 0; n < count; n += 1) list.insert(1);
  return list;
}

/** Before each page: inserts newer than the newest, or late by up to 40 records. */
const inserts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([]) },
    fc.array(fc.integer({ min: -40, max: 1 }), { maxLength: 6 }),
    fc.integer({ min: 1, max: 60 }).map((length) => Array<number>(length).fill(1)),
  ),
  { maxLength: 40 },
);

describe('sentRedPacks, whatever is sent between its pages,', () => {
  it('yields each record of the beginning exactly once, none twice, and none newer than the newest of then', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        inserts,
        async (count, limit, plan) => {
          let atStart: string[] = [];
          const list = filled(count, (page, it) => {
            if (page === 0) atStart = it.ids();
            else for (const later of plan[page - 1] ?? []) it.insert(later);
          });
          const yielded = await idsOf(list, { limit });
          expect(new Set(yielded).size).toBe(yielded.length);
          const known = new Set(atStart);
          expect(yielded.filter((id) => known.has(id))).toEqual(atStart);
          const newest = Number(atStart[0] ?? 0);
          expect(yielded.filter((id) => Number(id) > newest)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    ));

  it('yields nothing but the records of the beginning if no record arrives late', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 40 }),
        async (count, limit, bursts) => {
          const list = filled(count, (page, it) => {
            for (let n = 0; page > 0 && n < (bursts[page - 1] ?? 0); n += 1) it.insert(1);
          });
          const atStart = list.ids();
          expect(await idsOf(list, { limit })).toEqual(atStart);
        },
      ),
      { numRuns: 300 },
    ));

  it('asks once for each 100 records, and once more after a burst larger than a page', async () => {
    const list = filled(950, (page, it) => {
      for (let n = 0; page === 5 && n < 250; n += 1) it.insert(1);
    });
    expect(await idsOf(list, {})).toHaveLength(950);
    expect(list.calls).toHaveLength(11);
    expect(list.calls[0]).toEqual({ limit: 100, offset: 0 });
  });

  it('finds its place again when the index lags behind what it showed before', async () => {
    const list = filled(50);
    let page = 0;
    const fetch = async (params: GetSentRedPackListParams): Promise<AnyListData> => {
      page += 1;
      // The second call sees neither of the four newest.
      const lag = page === 2 ? 4 : 0;
      const offset = (params.offset ?? 0) + lag;
      const data = await list.fetch({ ...params, offset });
      const total_count = data.meta.total_count - lag;
      return { ...data, meta: { ...data.meta, offset: offset - lag, total_count } };
    };
    const ids: string[] = [];
    for await (const { id } of iterate({ limit: 10 }, fetch)) ids.push(id);
    expect(ids).toEqual(list.ids());
  });
});

describe('sentRedPacks', () => {
  it('hands its filter to each page, and asks for no more than 1,000 records', async () => {
    const list = filled(1_500);
    expect(await idsOf(list, { limit: 1_000, re_openid: 'o', details: true })).toEqual(list.ids());
    expect(list.calls).toEqual([
      { limit: 1_000, offset: 0, re_openid: 'o', details: true },
      { limit: 1_000, offset: 999, re_openid: 'o', details: true },
    ]);
  });

  it('asks for no page more than is read', async () => {
    const list = filled(500);
    for await (const { id } of iterate({ limit: 100 }, list.fetch)) if (id === '401') break;
    expect(list.calls).toHaveLength(1);
  });

  it.each<[string, object | null]>([
    ['a limit of 0', { limit: 0 }],
    ['a limit of 1001', { limit: 1_001 }],
    ['a limit of 1.5', { limit: 1.5 }],
    ['a limit that is text', { limit: '20' }],
    ['an offset', { offset: 5 }],
    ['null', null],
  ])('rejects %s with 400, without a call', async (_, params) => {
    const list = filled(5);
    const error = await idsOf(list, params as object).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'HError', code: 400 });
    expect(list.calls).toEqual([]);
  });

  it('says so when the record it stands at is no longer there', async () => {
    const [one, other] = [filled(50), filled(50)];
    for (let n = 0; n < 50; n += 1) other.insert(0.5);
    let page = 0;
    const fetch = (params: GetSentRedPackListParams) =>
      (page++ === 0 ? one : new List((_, it) => it.insert(1000))).fetch(params);
    const error = await (async () => {
      for await (const _ of iterate({ limit: 10 }, fetch));
    })().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 500,
      message: '500: the list no longer has the record 41: begin the iteration again.',
    });
  });
});
