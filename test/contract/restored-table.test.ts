import { type Contract, must, startContract } from './harness';

/** A restored table lacks what was written after its moment: to the functions, such a payment never was. */
let contract: Contract;
let careful: Contract;
beforeAll(async () => {
  contract = await startContract();
  careful = await startContract({ environment: { QUERY_BEFORE_SEND: 'true' } });
});
afterAll(() => Promise.all([contract.close(), careful.close()]));

interface Lost {
  readonly key: string;
  readonly mch_billno: string;
  readonly data: Record<string, unknown>;
}

/** A packet of 150 yuan that was paid, and whose record is gone. */
async function paidAndLost(on: Contract): Promise<Lost> {
  const { id, ...paid } = await on.pay({ total_amount: 150 });
  await on.items.delete(id);
  expect((await on.invoke('getSentRedPack', { id })).status).toBe(404);
  return paid;
}

/** The same intent again. */
function repeat(on: Contract, { key }: Lost): ReturnType<Contract['send']> {
  return on.send({ total_amount: 150, idempotency_key: key });
}

async function expectPaidOnce(on: Contract, lost: Lost): Promise<void> {
  expect(await on.record(lost.key)).toMatchObject({ status: 'SENT', result: lost.data });
  expect(await on.sandbox.paidFen(lost.mch_billno)).toEqual([15_000]);
}

describe('a payment whose record is gone', () => {
  it('is paid on record again, although WeChat now refuses such an amount', async () => {
    const lost = await paidAndLost(contract);
    await contract.sandbox.settings({ maxFen: 10_000 });
    const { data } = await repeat(contract, lost);
    await contract.sandbox.settings({ maxFen: 20_000 });
    expect(data).toEqual(lost.data);
    const calls = (await contract.sandbox.requests(lost.mch_billno)).map(({ call, answer }) => [
      call,
      answer,
    ]);
    expect(calls).toEqual([
      ['sendredpack', 'SUCCESS'],
      ['sendredpack', 'MONEY_LIMIT'],
      ['gethbinfo', 'SUCCESS'],
    ]);
    await expectPaidOnce(contract, lost);
  });

  describe('and whose replay WeChat refuses', () => {
    const codes = [
      ...['SEND_FAILED', 'PARAM_ERROR', 'OPENID_ERROR', 'ILLEGAL_APPID', 'MSGAPPID_ERROR'],
      ...['ACCEPTMODE_ERROR', 'MONEY_LIMIT', 'XML_ERROR'],
    ];
    const stories = new Map<string, { lost: Lost; data: Record<string, unknown> }>();

    /** All at once: each waits a second before it asks WeChat. */
    beforeAll(async () => {
      const play = async (err_code: string): Promise<void> => {
        const lost = await paidAndLost(contract);
        const { mch_billno } = lost;
        await contract.sandbox.fault({ call: 'send', mch_billno, fault: { kind: 'answer', err_code } });
        stories.set(err_code, { lost, data: (await repeat(contract, lost)).data });
      };
      await Promise.all(codes.map(play));
    });

    it.each(codes)('with %s is paid on record again', async (err_code) => {
      const { lost, data } = must(stories.get(err_code), err_code);
      expect(data).toEqual(lost.data);
      await expectPaidOnce(contract, lost);
    });
  });

  it('is never refused while WeChat refuses the query, too; it is paid on record once that ends', async () => {
    const lost = await paidAndLost(contract);
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'answer', err_code: 'OPENID_ERROR' } },
      { call: 'gethbinfo', fault: { kind: 'answer', err_code: 'NO_AUTH' } },
    );
    expect((await repeat(contract, lost)).data).toMatchObject({ outcome: 'retry', err_code: 'OPENID_ERROR' });
    expect((await repeat(contract, lost)).data).toEqual(lost.data);
    expect(await contract.sandbox.paidFen(lost.mch_billno)).toEqual([15_000]);
  });

  it('is open while WeChat does not answer the query, and paid on record once it does', async () => {
    const lost = await paidAndLost(contract);
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'answer', err_code: 'OPENID_ERROR' } },
      { call: 'gethbinfo', fault: { kind: 'reset' } },
    );
    expect((await repeat(contract, lost)).data).toMatchObject({ outcome: 'open' });
    expect((await repeat(contract, lost)).data).toEqual(lost.data);
    await expectPaidOnce(contract, lost);
  });
});

describe('with QUERY_BEFORE_SEND, a payment whose record is gone', () => {
  it('is asked for and not sent, and answers as it did', async () => {
    const lost = await paidAndLost(careful);
    // A send would be seen, and would be told this.
    await careful.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'SEND_FAILED' } });
    expect((await repeat(careful, lost)).data).toEqual(lost.data);
    await careful.sandbox.clearFaults();
    expect(await careful.sandbox.sends(lost.mch_billno)).toHaveLength(1);
    await expectPaidOnce(careful, lost);
  });

  it('is open and not sent while WeChat does not answer the query', async () => {
    const lost = await paidAndLost(careful);
    await careful.sandbox.fault({ call: 'gethbinfo', fault: { kind: 'reset' } });
    expect((await repeat(careful, lost)).data).toMatchObject({ outcome: 'open' });
    expect((await repeat(careful, lost)).data).toEqual(lost.data);
    expect(await careful.sandbox.sends(lost.mch_billno)).toHaveLength(1);
    await expectPaidOnce(careful, lost);
  });

  it('stands beside new ones, which are asked for, sent once and paid', async () => {
    const { mch_billno } = await careful.pay();
    const calls = (await careful.sandbox.requests(mch_billno)).map(({ call }) => call);
    expect(calls).toEqual(['gethbinfo', 'sendredpack']);
    expect(await careful.sandbox.paidFen(mch_billno)).toEqual([188]);
  });
});
