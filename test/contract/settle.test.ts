import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { awsOptions, type Contract, type Sent, startContract } from './harness';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

function settle(event: object = { settle: true }) {
  return contract.invoke('getRedPackStatus', event);
}

/** A packet whose outcome is open, and at WeChat paid (`after`) or not (`before`). */
async function openPacket(when: 'before' | 'after'): Promise<Sent> {
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PROCESSING', when } });
  const sent = await contract.send();
  expect(sent.data.outcome).toBe('open');
  return sent;
}

/** As if its time had come: a test does not wait ten minutes. */
async function makeDue(id: string): Promise<void> {
  const dynamodb = new DynamoDBClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_DYNAMODB'));
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: contract.stack.env.RECORDS_TABLE,
      Key: { id: { S: id } },
      UpdateExpression: 'SET due_at = :now',
      ExpressionAttributeValues: { ':now': { N: String(Date.now()) } },
    }),
  );
  dynamodb.destroy();
}

// In this order: only the last leaves a record behind that is not at its end.
describe('settling', () => {
  it('answers what it examined and what came of it, and has nothing to do on an empty table', async () => {
    expect(await settle()).toEqual({
      status: 200,
      data: { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 },
    });
    expect((await settle({ settle: true, all: true })).data).toMatchObject({ examined: 0 });
  });

  it('leaves alone what is not due, unless told to look at all', async () => {
    const { key, data } = await openPacket('after');
    await contract.pay();
    expect((await settle()).data).toMatchObject({ examined: 0 });
    expect((await settle({ settle: true, all: true })).data).toEqual({
      ...{ examined: 1, paid: 1, refused: 0, parked: 0, open: 0 },
    });
    expect(await contract.record(key)).toMatchObject({
      status: 'SENT',
      result: { return_code: 'SUCCESS', mch_billno: data.mch_billno },
    });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
    expect((await settle({ settle: true, all: true })).data).toMatchObject({ examined: 0 });
  });

  it('looks at what is due without being told to look at all', async () => {
    const { key, data } = await openPacket('after');
    await makeDue(String(data.id));
    expect((await settle()).data).toMatchObject({ examined: 1, paid: 1 });
    expect(await contract.record(key)).toMatchObject({ result: { return_code: 'SUCCESS' } });
    expect((await settle()).data).toMatchObject({ examined: 0 });
  });

  it('by five passes at once ends a packet all the same, with one payment', async () => {
    const { data } = await openPacket('after');
    await Promise.all(Array.from({ length: 5 }, () => settle({ settle: true, all: true })));
    expect((await settle({ settle: true, all: true })).data).toMatchObject({ examined: 0 });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
  });

  it('counts each record by where it stands after, and sends none sooner than the wait before a resend', async () => {
    await openPacket('after');
    const unpaid = await openPacket('before');
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'processing', forMs: 1000, ending: 'failed' },
    });
    const failed = await contract.send();
    await contract.sandbox.call('POST', '/clock', { advanceMs: 2000 });
    await contract.sandbox.balance(100);
    await contract.send();
    expect((await settle({ settle: true, all: true })).data).toEqual({
      ...{ examined: 4, paid: 1, refused: 1, parked: 1, open: 1 },
    });
    expect(await contract.sandbox.sends(String(unpaid.data.mch_billno))).toHaveLength(1);
    expect(await contract.record(failed.key)).toMatchObject({
      status: 'FAILED',
      result: { err_code: 'FAILED' },
    });
  });
});

describe('the order to settle', () => {
  const wrong: [object, string][] = [
    [{ all: true }, 'all'],
    [{ settle: true, id: 'a'.repeat(24) }, 'id'],
    [{ settle: true, mch_billno: 'a'.repeat(28) }, 'mch_billno'],
    [{ settle: true, idempotency_key: 'k' }, 'idempotency_key'],
    [{ settle: false }, 'settle'],
    [{ settle: 'true' }, 'settle'],
    [{ settle: 1 }, 'settle'],
    [{ settle: null }, 'settle'],
    [{ settle: true, all: 'yes' }, 'all'],
    [{ settle: true, limit: 5 }, 'limit'],
  ];

  it('is 400 where it is wrong, names what is, and no backend is asked', async () => {
    const before = contract.touched();
    for (const [event, name] of wrong) {
      const { status, data } = await settle(event);
      expect({ event, status, data }).toEqual({
        ...{ event, status: 400 },
        data: { error_msg: expect.stringContaining(name) },
      });
    }
    expect(contract.touched() - before).toBe(0);
  });
});
