import { type Contract, startContract } from './harness';
import { FISSION } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
  await contract.sandbox.toNoon();
});
afterAll(() => contract.close());

/** An account that may spend so much on a day. */
async function accountWith(daily_budget_yuan: number): Promise<string> {
  const appid = contract.secrets.newAppid();
  await contract.sandbox.addAppid(appid);
  await contract.secrets.put(appid, { ...contract.secrets.content(), daily_budget_yuan });
  return appid;
}

describe('a daily budget of 5 yuan', () => {
  it('lets through what is within it, to the fen, and answers 429 beyond, before WeChat is asked', async () => {
    const official_account_id = await accountWith(5);
    const first = await contract.pay({ official_account_id, total_amount: 3.99 });
    const requests = (await contract.sandbox.requests()).length;
    const over = await contract.send({ official_account_id, total_amount: 1.02 });
    expect(over).toMatchObject({
      status: 429,
      data: { error_msg: expect.stringMatching(/daily_budget_yuan/) },
    });
    expect(Object.keys(over.data)).toEqual(['error_msg']);
    expect(await contract.sandbox.requests()).toHaveLength(requests);
    expect((await contract.invoke('getSentRedPack', { idempotency_key: over.key })).status).toBe(404);
    await contract.pay({ official_account_id, total_amount: 1.01 });
    const empty = await contract.send({ official_account_id, total_amount: 1 });
    expect(empty.status).toBe(429);
    const again = await contract.send({
      official_account_id,
      total_amount: 3.99,
      idempotency_key: first.key,
    });
    expect(again).toMatchObject({ status: 200, data: first.data });
  });

  it('is not taken by repeats of one intent', async () => {
    const official_account_id = await accountWith(5);
    const { key, data } = await contract.pay({ official_account_id, total_amount: 3 });
    const repeats = Array.from({ length: 5 }, () =>
      contract.send({ official_account_id, total_amount: 3, idempotency_key: key }),
    );
    for (const repeat of await Promise.all(repeats)) expect(repeat.data).toEqual(data);
    await contract.pay({ official_account_id, total_amount: 2 });
  });

  it('is not overspent by ten sends at once', async () => {
    const official_account_id = await accountWith(5);
    const sends = Array.from({ length: 10 }, () => contract.send({ official_account_id, total_amount: 1 }));
    const statuses = (await Promise.all(sends)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('gets back what WeChat refused for good', async () => {
    const official_account_id = await accountWith(5);
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'OPENID_ERROR' } });
    const refused = await contract.send({ official_account_id, total_amount: 5 });
    expect(refused.data).toMatchObject({ outcome: 'refused' });
    await contract.pay({ official_account_id, total_amount: 5 });
  });

  it('counts a fission packet as a whole', async () => {
    const official_account_id = await accountWith(5);
    expect((await contract.send({ ...FISSION, official_account_id, total_amount: 6 })).status).toBe(429);
    await contract.pay({ ...FISSION, official_account_id, total_amount: 5 });
  });

  it('counts for that account alone', async () => {
    const [one, other] = [await accountWith(5), await accountWith(5)];
    await contract.pay({ official_account_id: one, total_amount: 5 });
    await contract.pay({ official_account_id: other, total_amount: 5 });
    await contract.pay({ total_amount: 200 });
  });

  it('leaves no trace in the list', async () => {
    const before = await contract.totalCount();
    const official_account_id = await accountWith(5);
    await contract.pay({ official_account_id });
    expect(await contract.totalCount()).toBe(before + 1);
  });
});
