import { type Contract, startContract } from './harness';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

interface Unfinished {
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  readonly cursor: string | null;
}

interface Retried {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly left: readonly string[];
}

async function recover<T>(event: object): Promise<T> {
  const { status, data } = await contract.invoke<T>('recoverRedPacks', event);
  expect(status).toBe(200);
  return data;
}

async function idsOf(list: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Unfinished = await recover({ list, ...(cursor !== null && { cursor }) });
    ids.push(...page.objects.map(({ id }) => id));
    cursor = page.cursor;
    if (cursor === null) return ids;
  }
}

async function parked(): Promise<string> {
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
  const { data } = await contract.send();
  expect(data.outcome).toBe('retry');
  return String(data.id);
}

describe('recoverRedPacks', () => {
  it('lists what waits for a retry, with details and from page to page, and moves nothing', async () => {
    const wanted = [await parked(), await parked()];
    const sent = (await contract.sandbox.requests()).length;
    expect(new Set(await idsOf('retry'))).toEqual(new Set(wanted));
    expect(await idsOf('open')).toEqual([]);
    expect(await idsOf('person')).toEqual([]);
    const [first] = (await recover<Unfinished>({ list: 'retry' })).objects;
    expect(first).toMatchObject({ outcome: 'retry', idempotency_key: expect.any(String) });
    expect((await contract.sandbox.requests()).length).toBe(sent);
  });

  it('lists what only a person can decide', async () => {
    const id = await parked();
    await contract.items.set(id, { unresolved_at_ms: Date.now() });
    expect(await idsOf('person')).toEqual([id]);
    expect(await idsOf('retry')).not.toContain(id);
  });

  it('sends parked records again under their own numbers, each once', async () => {
    const ids = [await parked(), await parked()];
    await contract.sandbox.clearFaults();
    const { records, left } = await recover<Retried>({ retry: ids });
    expect(left).toEqual([]);
    for (const { id, mch_billno, outcome } of records) {
      expect(ids).toContain(id);
      expect(outcome).toBe('paid');
      expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
    }
    const again = await recover<Retried>({ retry: ids });
    expect(again.records.map(({ outcome }) => outcome)).toEqual(['paid', 'paid']);
    for (const { mch_billno } of again.records)
      expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('says of each record that it did not send why it did not', async () => {
    const old = await parked();
    await contract.items.set(old, { created_at: Math.floor(Date.now() / 1000) - 73 * 3600 });
    const unknown = 'f'.repeat(24);
    const { records } = await recover<Retried>({ retry: [old, unknown] });
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: old,
          outcome: 'retry',
          error_msg: expect.stringContaining('72 hours'),
        }),
        expect.objectContaining({
          id: unknown,
          outcome: null,
          error_msg: expect.stringContaining('no such'),
        }),
      ]),
    );
  });

  it.each([
    [{ list: 'paid' }, 'list'],
    [{ list: 'open', cursor: 'x' }, 'cursor'],
    [{ cursor: '1-' }, 'cursor'],
    [{ retry: [] }, 'retry'],
    [{ retry: ['x'] }, 'retry'],
    [{ retry: ['a'.repeat(24)], all: true }, 'all'],
  ])('refuses %j by name', async (event, name) => {
    const { status, data } = await contract.invoke('recoverRedPacks', event);
    expect({ status, data }).toEqual({ status: 400, data: { error_msg: expect.stringContaining(name) } });
  });
});
