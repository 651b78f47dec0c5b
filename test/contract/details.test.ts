import { type Contract, startContract } from './harness';
import { NORMAL } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

async function details(event: object): Promise<Record<string, unknown>> {
  const { status, data } = await contract.invoke('getSentRedPack', { ...event, details: true });
  expect(status).toBe(200);
  return data;
}

function eventsOf({ history }: Record<string, unknown>): string[] {
  return (history as { event: string }[]).map(({ event }) => event);
}

describe('getSentRedPack with details', () => {
  it.each(['id', 'mch_billno', 'idempotency_key'])('finds a packet by its %s', async (name) => {
    const { key, id, mch_billno } = await contract.pay();
    const lookup = { id, mch_billno, idempotency_key: key }[name];
    expect(await details({ [name]: lookup })).toMatchObject({ id, mch_billno, idempotency_key: key });
  });

  it('adds to the record of a paid packet what is known of it, and nothing else', async () => {
    const { key, id } = await contract.pay();
    const record = await contract.record(key);
    const { history, ...rest } = await details({ id });
    expect(rest).toEqual({
      ...record,
      ...{ outcome: 'paid', proof: 'echo', idempotency_key: key, gateway_type: 'weixin_tenpay' },
      ...{ mch_id: contract.account.mchId, paid_at: expect.any(Number), asked_at: null },
      ...{ received_fen: null, received_at: null, refunded_fen: null, refunded_at: null },
    });
    expect(eventsOf({ history })).toEqual(['claimed', 'sent', 'paid']);
  });

  it('has when it was received, and how much, once a status was asked for', async () => {
    const { id, mch_billno } = await contract.pay();
    await contract.sandbox.open(mch_billno);
    await contract.invoke('getRedPackStatus', { id });
    const found = await details({ id });
    expect(found).toMatchObject({ status: 'RECEIVED', received_fen: 188, refunded_fen: null });
    expect(Number(found.received_at)).toBeGreaterThanOrEqual(Number(found.created_at));
    expect(eventsOf(found)).toEqual(expect.arrayContaining(['claimed', 'paid', 'received', 'asked']));
  });

  it('has the key of a packet whose sender lost it, so that the send can be repeated', async () => {
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'answer', err_code: 'NOTENOUGH', when: 'before' },
    });
    const { data } = await contract.send();
    const found = await details({ mch_billno: data.mch_billno });
    expect(found).toMatchObject({ outcome: 'retry', paid_at: null });
    await contract.sandbox.clearFaults();
    const again = await contract.invoke('sendRedPack', { ...NORMAL, idempotency_key: found.idempotency_key });
    expect(again.data).toMatchObject({ return_code: 'SUCCESS', mch_billno: data.mch_billno });
  });
});

describe('getSentRedPackList with details', () => {
  it('has the same details as each record alone', async () => {
    await contract.pay();
    const { data } = await contract.invoke<{ objects: Record<string, unknown>[] }>('getSentRedPackList', {
      ...{ limit: 3, details: true },
    });
    for (const { pk, ...listed } of data.objects) expect(listed).toEqual(await details({ id: pk }));
  });
});
