import { setTimeout as sleep } from 'node:timers/promises';
import { type Contract, must, startContract } from './harness';
import { newKey, packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract({ sendTimeoutS: 4 });
});
afterEach(async () => {
  for (const backend of Object.values(contract.backends)) backend.reopen();
  await contract.sandbox.clearFaults();
});
afterAll(() => contract.close());

/** Accepts an event as Lambda does; it runs in the background, and again when it fails. */
async function accept(event: object): Promise<string> {
  return (await contract.invokeRaw('sendRedPack', event, { type: 'Event' })).requestId;
}

/** The record of a key, once it has a result. */
async function settled(key: string): Promise<Record<string, unknown>> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const { status, data } = await contract.invoke('getSentRedPack', { idempotency_key: key });
    if (status === 200 && data.result !== null) return data;
  }
  throw new Error(`no result under ${key} within 20 s`);
}

async function starts(requestId: string): Promise<number> {
  return (await contract.logs()).split(`START RequestId: ${requestId}`).length - 1;
}

describe('an asynchronous event', () => {
  it('that fails at first is tried again under its request id, and pays once', async () => {
    contract.backends.secretsManager.shut();
    const requestId = await accept(packet({ idempotency_key: undefined }));
    while ((await starts(requestId)) < 2) await sleep(20);
    contract.backends.secretsManager.reopen();
    await contract.stack.lambda.eventsSettled();
    const { mch_billno, result } = await settled(requestId);
    expect(result).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('delivered twice with a key pays once', async () => {
    const event = packet();
    await Promise.all([accept(event), accept(event)]);
    await contract.stack.lambda.eventsSettled();
    const { mch_billno } = await settled(String(event.idempotency_key));
    expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('of EventBridge, delivered twice at once, pays once', async () => {
    const id = newKey();
    const event = {
      id,
      source: 'my.shop',
      'detail-type': 'won',
      detail: packet({ idempotency_key: undefined }),
    };
    await Promise.all([accept(event), accept(event)]);
    await contract.stack.lambda.eventsSettled();
    const { mch_billno } = await settled(id);
    expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('whose container dies after WeChat has paid is tried again, and not paid again', async () => {
    const [fault] = await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'slow', delayMs: 3000, when: 'after' },
    });
    const requestId = await accept(packet({ idempotency_key: undefined }));
    const hit = await contract.sandbox.hitBy(must(fault, 'fault id'));
    const container = contract.stack.lambda.containers().find((one) => one.requestId === requestId);
    expect(await contract.stack.lambda.kill(must(container, 'the container').pid)).toBe(true);
    await contract.stack.lambda.eventsSettled();
    expect(await starts(requestId)).toBeGreaterThan(1);
    await contract.invoke('getRedPackStatus', { idempotency_key: requestId });
    expect(await settled(requestId)).toMatchObject({ mch_billno: hit.mch_billno, status: 'SENT' });
    expect(await contract.sandbox.paidFen(String(hit.mch_billno))).toEqual([188]);
  });
});
