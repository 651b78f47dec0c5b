import { type Contract, must, startContract } from './harness';

interface Page {
  readonly meta: {
    readonly limit: number;
    readonly next: string | null;
    readonly offset: number;
    readonly previous: string | null;
    readonly total_count: number;
  };
  readonly objects: readonly Record<string, unknown>[];
}

const COUNT = 47;

let contract: Contract;
/** Newest first. */
let ids: string[] = [];
beforeAll(async () => {
  contract = await startContract();
  for (let sent = 0; sent < COUNT; sent += 1) ids.push((await contract.pay()).id);
  ids = ids.reverse();
});
afterAll(() => contract.close());

async function list(event: object = {}): Promise<Page> {
  const { status, data } = await contract.invoke<Page>('getSentRedPackList', event);
  expect(status).toBe(200);
  return data;
}

function idsOf({ objects }: Page): unknown[] {
  return objects.map(({ id }) => id);
}

describe('getSentRedPackList', () => {
  it('gives the newest 20 first, each with pk and all of its record', async () => {
    const page = await list();
    expect(idsOf(page)).toEqual(ids.slice(0, 20));
    for (const { pk, ...record } of page.objects) {
      expect(pk).toBe(record.id);
      expect(record).toEqual((await contract.invoke('getSentRedPack', { id: record.id })).data);
    }
  });

  it('is at its end where no more records are', async () => {
    expect((await list({ limit: 1000 })).meta).toEqual({
      ...{ limit: 1000, next: null, offset: 0, previous: null, total_count: COUNT },
    });
  });

  it.each([
    [{}, { limit: 20, next: '?limit=20&offset=20', offset: 0, previous: null }],
    [
      { limit: 20, offset: 20 },
      { limit: 20, next: '?limit=20&offset=40', offset: 20, previous: '?limit=20&offset=0' },
    ],
    [
      { limit: 20, offset: 40 },
      { limit: 20, next: null, offset: 40, previous: '?limit=20&offset=20' },
    ],
    [
      { limit: 20, offset: 7 },
      { limit: 20, next: '?limit=20&offset=27', offset: 7, previous: '?limit=20&offset=0' },
    ],
    [
      { limit: 3, offset: 5 },
      { limit: 3, next: '?limit=3&offset=8', offset: 5, previous: '?limit=3&offset=2' },
    ],
    [
      { limit: 20, offset: 27 },
      { limit: 20, next: null, offset: 27, previous: '?limit=20&offset=7' },
    ],
    [{ limit: 1 }, { limit: 1, next: '?limit=1&offset=1', offset: 0, previous: null }],
    [
      { limit: 1, offset: 46 },
      { limit: 1, next: null, offset: 46, previous: '?limit=1&offset=45' },
    ],
    [{ offset: 1 }, { limit: 20, next: '?limit=20&offset=21', offset: 1, previous: '?limit=20&offset=0' }],
  ])('of %j has the meta %j and just those records', async (event, meta) => {
    const page = await list(event);
    expect(page.meta).toEqual({ ...meta, total_count: COUNT });
    expect(idsOf(page)).toEqual(ids.slice(meta.offset, meta.offset + meta.limit));
  });

  it.each([
    [47, '?limit=20&offset=27'],
    [48, '?limit=20&offset=28'],
    [100_000, '?limit=20&offset=99980'],
  ])('from %i on, past the end, is empty', async (offset, previous) => {
    expect(await list({ offset })).toEqual({
      meta: { limit: 20, next: null, offset, previous, total_count: COUNT },
      objects: [],
    });
  });

  it.each([1, 7, 20, 46, 47, 1000])(
    'walked in pages of %i gives every record once, in order',
    async (limit) => {
      const seen: unknown[] = [];
      let next: string | null = `?limit=${limit}&offset=0`;
      while (next !== null) {
        const query: URLSearchParams = new URLSearchParams(next);
        const page = await list({ limit: Number(query.get('limit')), offset: Number(query.get('offset')) });
        seen.push(...idsOf(page));
        next = page.meta.next;
      }
      expect(seen).toEqual(ids);
    },
  );

  it('walked backwards by previous comes to the beginning', async () => {
    let page = await list({ limit: 10, offset: 45 });
    const offsets = [page.meta.offset];
    while (page.meta.previous !== null) {
      const query = new URLSearchParams(page.meta.previous);
      page = await list({ limit: Number(query.get('limit')), offset: Number(query.get('offset')) });
      offsets.push(page.meta.offset);
    }
    expect(offsets).toEqual([45, 35, 25, 15, 5, 0]);
    expect(must(page.objects[0], 'the newest').id).toBe(ids[0]);
  });

  it('has packets whose outcome is open or that were refused as well', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } });
    const refused = await contract.send();
    const [newest] = (await list({ limit: 1 })).objects;
    expect(newest).toMatchObject({ id: refused.data.id, result: { err_code: 'PARAM_ERROR' } });
    ids = [String(refused.data.id), ...ids];
  });
});

describe('a wrong page', () => {
  const wrong: [object, string][] = [
    ...[0, 1001, -1, 1.5, '20', null, '', true, [5], {}].map((limit): [object, string] => [
      { limit },
      'limit',
    ]),
    ...[-1, 0.5, '0', null, '', false, [], {}].map((offset): [object, string] => [{ offset }, 'offset']),
    [{ page: 1 }, 'page'],
    [{ limit: 5, order_by: 'created_at' }, 'order_by'],
  ];

  it.each(wrong)('%j is 400, before any backend is asked', async (event, name) => {
    const before = contract.touched();
    const { status, data } = await contract.invoke('getSentRedPackList', event);
    expect(status).toBe(400);
    expect(data.error_msg).toMatch(new RegExp(`^"?${name}\\b`));
    expect(contract.touched() - before).toBe(0);
  });
});
