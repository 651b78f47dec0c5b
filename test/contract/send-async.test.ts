import { makeClient } from '../kit/certificates';
import { until } from '../kit/until';
import { type Contract, must, startContract } from './harness';
import { newKey, packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract({ sendTimeoutS: 4, asyncRetryDelaysMs: [500, 2_500] });
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
function recorded(key: string): Promise<Record<string, unknown>> {
  return until(async () => {
    const { status, data } = await contract.invoke('getSentRedPack', { idempotency_key: key });
    return status === 200 && data.result !== null ? data : null;
  }, 30_000);
}

async function starts(requestId: string): Promise<number> {
  return (await contract.logs()).split(`START RequestId: ${requestId}`).length - 1;
}

/** Level and message of the lines that one invocation has logged. */
async function logged(requestId: string): Promise<string[]> {
  const lines = (await contract.logs()).split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.function_request_id === requestId)
    .map(({ level, message }) => `${String(level)} ${String(message)}`);
}

describe('an EventBridge event that is not accepted', () => {
  function eventOf(detail: object) {
    return { id: newKey(), source: 'my.shop', 'detail-type': 'won', detail };
  }

  async function expectKept(event: object): Promise<void> {
    const requestId = await accept(event);
    await contract.stack.lambda.eventsSettled();
    expect(await starts(requestId)).toBe(3);
    const failed = (await logged(requestId)).filter((line) => line === 'ERROR invocation failed');
    expect(failed).toHaveLength(3);
  }

  it('for the expired certificate of its account is tried again and logged at ERROR', async () => {
    const content = contract.secrets.content();
    const key = contract.account.merchant.privateKey;
    const { cert: certificate } = makeClient('expired', { key, validToMs: Date.now() - 86_400_000 });
    const official_account_id = contract.secrets.newAppid();
    await contract.secrets.put(official_account_id, { ...content, certificate });
    await expectKept(eventOf(packet({ official_account_id })));
  });

  it('pays once the certificate is renewed between two tries', async () => {
    const official_account_id = contract.secrets.newAppid();
    await contract.sandbox.addAppid(official_account_id);
    const event = eventOf(packet({ official_account_id, idempotency_key: undefined }));
    const requestId = await accept(event);
    await until(async () => (await starts(requestId)) >= 1, 30_000);
    await contract.secrets.put(official_account_id, contract.secrets.content());
    const { mch_billno } = await recorded(event.id);
    expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('for a wrong param is tried again and logged at ERROR', () =>
    expectKept(eventOf(packet({ total_amount: 0 }))));

  it('for an unknown param is thrown to a caller who waits for it', async () => {
    expect(await contract.thrown('sendRedPack', eventOf(packet({ scene: 1 })))).toMatch(
      /^"scene" is not a known/,
    );
  });
});

describe('an asynchronous event', () => {
  it('that is refused for the fault of its account is logged at ERROR, and not tried again', async () => {
    const requestId = await accept(packet({ official_account_id: contract.secrets.newAppid() }));
    await contract.stack.lambda.eventsSettled();
    expect(await starts(requestId)).toBe(1);
    expect(await logged(requestId)).toEqual(['ERROR invocation rejected']);
  });

  it('of a schedule without an input is logged at ERROR', async () => {
    const requestId = await accept({
      ...{ id: newKey(), source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
    });
    await contract.stack.lambda.eventsSettled();
    expect(await logged(requestId)).toEqual(['ERROR invocation rejected']);
  });

  it('that fails at first is tried again under its request id, and pays once', async () => {
    contract.backends.secretsManager.shut();
    const requestId = await accept(packet({ idempotency_key: undefined }));
    await until(async () => (await starts(requestId)) >= 2, 30_000);
    contract.backends.secretsManager.reopen();
    await contract.stack.lambda.eventsSettled();
    const { mch_billno, result } = await recorded(requestId);
    expect(result).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
  });

  it('delivered twice with a key pays once', async () => {
    const event = packet();
    await Promise.all([accept(event), accept(event)]);
    await contract.stack.lambda.eventsSettled();
    const { mch_billno } = await recorded(String(event.idempotency_key));
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
    const { mch_billno } = await recorded(id);
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
    expect(await recorded(requestId)).toMatchObject({ mch_billno: hit.mch_billno, status: 'SENT' });
    expect(await contract.sandbox.paidFen(String(hit.mch_billno))).toEqual([188]);
  });
});
