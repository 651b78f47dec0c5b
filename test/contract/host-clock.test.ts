import { type Contract, must } from './harness';
import { packet } from './packets';
import { DAY_MS, MINUTE_MS, type ShiftedContract, startShiftedContract } from './shifted-time';

let shifted: ShiftedContract;
let contract: Contract;
beforeAll(async () => {
  shifted = await startShiftedContract();
  contract = shifted.contract;
});
afterEach(() => shifted.misset(0));
afterAll(() => shifted.close());

/** Sends under a clock that is ahead, and kills the container while it waits for WeChat, which pays. */
async function dieAhead(aheadMs: number): Promise<{ key: string; id: string; mch_billno: string }> {
  shifted.misset(aheadMs);
  const [id] = await contract.sandbox.fault({ call: 'send', fault: { kind: 'timeout', when: 'after' } });
  const event = packet();
  const sending = contract.invokeRaw('sendRedPack', event);
  const hit = await contract.sandbox.hitBy(must(id, 'fault id'));
  await contract.coldStart();
  expect((await sending).functionError).toBe('Unhandled');
  shifted.misset(0);
  const mch_billno = must(hit.mch_billno, 'order number');
  return { key: String(event.idempotency_key), id: mch_billno.slice(0, 24), mch_billno };
}

describe('a host clock', () => {
  it('that is 10 minutes behind claims at AWS’s time, and is an error in the log', async () => {
    shifted.misset(-10 * MINUTE_MS);
    await contract.coldStart();
    const { key } = await contract.pay();
    const { created_at } = await contract.record(key);
    expect(Math.abs(Date.now() / 1_000 - Number(created_at))).toBeLessThan(60);
    expect(await contract.logs()).toContain('"host clock is wrong"');
  });

  it('that is a day behind does not take the lease of a pass that runs, not even in a new container', async () => {
    const { key } = await contract.pay();
    const lease = `recovery#${String((await contract.record(key)).miniapp_id)}`;
    await contract.recover({});
    const theirs = { token: 'theirs', lease_until_ms: Date.now() + MINUTE_MS };
    await contract.items.set(lease, theirs);
    shifted.misset(-DAY_MS);
    await contract.coldStart();
    expect((await contract.recover({})).data).toMatchObject({ examined: 0 });
    expect(await contract.items.get(lease)).toMatchObject(theirs);
    await contract.items.set(lease, { lease_until_ms: 0 });
  });

  it('that was a day ahead does not hold up a repeat of the key, which finds the payment', async () => {
    const { key, id, mch_billno } = await dieAhead(DAY_MS);
    expect(Number((await contract.items.get(id)).lease_until_ms)).toBeGreaterThan(
      Date.now() + DAY_MS - MINUTE_MS,
    );
    expect((await contract.send({ idempotency_key: key })).data).toMatchObject({
      ...{ return_code: 'SUCCESS', mch_billno },
    });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });

  it('that was two days ahead does not hide what it left from recovery, which finds the payment', async () => {
    const { key, mch_billno } = await dieAhead(2 * DAY_MS);
    expect((await contract.recover({})).data).toMatchObject({ examined: 1, paid: 1 });
    expect(await contract.record(key)).toMatchObject({ result: { return_code: 'SUCCESS', mch_billno } });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
  });
});
