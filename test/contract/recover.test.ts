import { type Contract, must, type Sent, startContract } from './harness';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

const NOTHING = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };

/** As if its time had come: a test does not wait ten minutes. */
function makeDue({ data }: Sent): Promise<void> {
  return contract.items.set(String(data.id), { due_at: Date.now() });
}

// In this order: only the last leaves a record behind that is not final.
describe('recoverRedPacks', () => {
  it('answers how many records it examined and how they ended, and finds none in an empty table', async () => {
    expect(await contract.recover({})).toEqual({ status: 200, data: NOTHING });
    expect(await contract.recover({ all: true })).toEqual({ status: 200, data: NOTHING });
  });

  it.each([[{}], [null], [undefined]])('processes what is due when it is invoked with %j', async (event) => {
    const sent = await contract.openPacket('after');
    await makeDue(sent);
    // Not by `recover`, whose default is another event than none.
    const { data } = await contract.invoke('recoverRedPacks', event);
    expect(data).toEqual({ ...NOTHING, examined: 1, paid: 1 });
    expect(await contract.record(sent.key)).toMatchObject({ result: { return_code: 'SUCCESS' } });
    expect((await contract.invoke('recoverRedPacks', event)).data).toEqual(NOTHING);
  });

  it('leaves alone what is not due, unless it is told to process all', async () => {
    const { key, data } = await contract.openPacket('after');
    await contract.pay();
    expect((await contract.recover({})).data).toEqual(NOTHING);
    expect((await contract.recover({ all: true })).data).toEqual({ ...NOTHING, examined: 1, paid: 1 });
    expect(await contract.record(key)).toMatchObject({
      status: 'SENT',
      result: { return_code: 'SUCCESS', mch_billno: data.mch_billno },
    });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
    expect((await contract.recover({ all: true })).data).toEqual(NOTHING);
  });

  it('lets one of five passes at once work, while the other four end at once with zeros', async () => {
    // Five processes, so that none has to start while the first pass is held up.
    await Promise.all(Array.from({ length: 5 }, () => contract.recover({})));
    const { data } = await contract.openPacket('after');
    const mch_billno = String(data.mch_billno);
    const [id] = await contract.sandbox.fault({
      ...{ call: 'gethbinfo', mch_billno, fault: { kind: 'slow', delayMs: 8_500 } },
    });
    const ended: string[] = [];
    const first = contract.recover().finally(() => ended.push('first'));
    await contract.sandbox.hitBy(must(id, 'fault id'));
    // Nobody works on this one: only the lease of passes keeps the others from it.
    const later = await contract.openPacket('after');
    const others = await Promise.all([1, 2, 3, 4].map(() => contract.recover()));
    expect(others.map((other) => other.data)).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
    expect(ended).toEqual([]);
    expect((await first).data).toEqual({ ...NOTHING, examined: 1, paid: 1 });
    expect((await contract.recover()).data).toEqual({ ...NOTHING, examined: 1, paid: 1 });
    for (const number of [mch_billno, String(later.data.mch_billno)]) {
      expect(await contract.sandbox.paidFen(number)).toEqual([188]);
      expect(await contract.sandbox.queries(number)).toBe(1);
    }
  });

  it('counts each record by where it stands after, and sends none sooner than the wait before a resend', async () => {
    await contract.openPacket('after');
    const unpaid = await contract.openPacket('before');
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'processing', forMs: 1000, ending: 'failed' },
    });
    const failed = await contract.send();
    await contract.sandbox.call('POST', '/clock', { advanceMs: 2000 });
    await contract.sandbox.balance(100);
    await contract.send();
    expect((await contract.recover()).data).toEqual({ examined: 4, paid: 1, refused: 1, parked: 1, open: 1 });
    expect(await contract.sandbox.sends(String(unpaid.data.mch_billno))).toHaveLength(1);
    expect(await contract.record(failed.key)).toMatchObject({
      status: 'FAILED',
      result: { err_code: 'FAILED' },
    });
  });
});

const RESOLVE = { id: 'a'.repeat(24), outcome: 'paid', note: 'ticket 123: paid' } as const;
const resolveWith = (changes: object) => ({ resolve: { ...RESOLVE, ...changes } });

describe('the params of recoverRedPacks', () => {
  const wrong: [object, string][] = [
    [{ all: false }, 'all'],
    [{ all: null }, 'all'],
    [{ all: 'true' }, 'all'],
    [{ all: 1 }, 'all'],
    [{ settle: true }, 'settle'],
    [{ limit: 5 }, 'limit'],
    [{ id: RESOLVE.id }, 'id'],
    [{ all: true, idempotency_key: 'k' }, 'idempotency_key'],
    [{ all: true, resolve: RESOLVE }, 'all and resolve'],
    [{ resolve: null }, 'resolve'],
    [{ resolve: RESOLVE.id }, 'resolve'],
    [{ resolve: {} }, 'id'],
    [resolveWith({ id: undefined }), 'id'],
    [resolveWith({ id: 'a'.repeat(23) }), 'id'],
    [resolveWith({ id: 'A'.repeat(24) }), 'id'],
    [resolveWith({ id: 7 }), 'id'],
    [resolveWith({ outcome: undefined }), 'outcome'],
    [resolveWith({ outcome: 'open' }), 'outcome'],
    [resolveWith({ outcome: true }), 'outcome'],
    [resolveWith({ note: undefined }), 'note'],
    [resolveWith({ note: ' \n' }), 'note'],
    [resolveWith({ note: '红'.repeat(342) }), 'note'],
    [resolveWith({ note: 123 }), 'note'],
    [resolveWith({ send_listid: 1 }), 'send_listid'],
    [resolveWith({ send_listid: '' }), 'send_listid'],
    [resolveWith({ send_listid: '1'.repeat(33) }), 'send_listid'],
    [resolveWith({ outcome: 'refused', send_listid: '1' }), 'send_listid'],
    [resolveWith({ reason: 'x' }), 'reason'],
  ];

  it('are 400 where they are wrong: the message names the param, and no backend is asked', async () => {
    const before = contract.touched();
    for (const [event, name] of wrong) {
      const { status, data } = await contract.recover(event);
      expect({ event, status, data }).toEqual({
        ...{ event, status: 400 },
        data: { error_msg: expect.stringMatching(new RegExp(`^"?${name}"? `)) },
      });
    }
    expect(contract.touched() - before).toBe(0);
  });
});
