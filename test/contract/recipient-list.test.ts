import { type Contract, startContract } from './harness';
import { NORMAL, OPENID } from './packets';

const HERS = 'oHERSopenid0000000000000000B';

interface Page {
  readonly meta: Readonly<Record<'limit' | 'next' | 'offset' | 'previous' | 'total_count', unknown>>;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

let contract: Contract;
/** Her packets, newest first. */
const hers: string[] = [];
beforeAll(async () => {
  contract = await startContract();
  for (let n = 0; n < 5; n += 1) {
    await contract.pay({ ...NORMAL, re_openid: OPENID });
    hers.unshift((await contract.pay({ ...NORMAL, re_openid: HERS })).id);
  }
});
afterAll(() => contract.close());

async function list(event: object): Promise<Page> {
  const { status, data } = await contract.invoke<Page>('getSentRedPackList', event);
  expect(status).toBe(200);
  return data;
}

describe('getSentRedPackList of one recipient', () => {
  it('gives exactly her packets, newest first, with their number', async () => {
    const { meta, objects } = await list({ re_openid: HERS });
    expect(objects.map(({ id }) => id)).toEqual(hers);
    expect(meta).toEqual({ limit: 20, next: null, offset: 0, previous: null, total_count: 5 });
    for (const { pk, ...record } of objects) {
      expect(pk).toBe(record.id);
      expect(record).toEqual((await contract.invoke('getSentRedPack', { id: record.id })).data);
    }
  });

  it('pages as the whole list does, and names no openid in next and previous', async () => {
    const { meta, objects } = await list({ re_openid: HERS, limit: 2, offset: 2 });
    expect(objects.map(({ id }) => id)).toEqual(hers.slice(2, 4));
    expect(meta).toEqual({
      ...{ limit: 2, next: '?limit=2&offset=4', offset: 2, previous: '?limit=2&offset=0', total_count: 5 },
    });
    expect((await list({ re_openid: HERS, limit: 2, offset: 4 })).objects.map(({ id }) => id)).toEqual([
      hers[4],
    ]);
    expect((await list({ re_openid: HERS, offset: 5 })).objects).toEqual([]);
  });

  it('is empty for a person who got nothing', async () => {
    expect(await list({ re_openid: 'oNOBODY' })).toMatchObject({ meta: { total_count: 0 }, objects: [] });
  });

  it('leaves out the packets of another mini-program that shares the table', async () => {
    const record = await contract.items.get(hers[0] ?? '');
    await contract.items.put({ ...record, id: 'f'.repeat(24), miniapp_id: 'another' });
    expect((await list({ re_openid: HERS })).meta.total_count).toBe(5);
  });

  it('refuses an empty openid, which would otherwise list everybody’s packets', async () => {
    const { status, data } = await contract.invoke('getSentRedPackList', { re_openid: '' });
    expect(status).toBe(400);
    expect(data).toEqual({ error_msg: expect.stringMatching(/^re_openid must be /) });
  });
});
