import { type Contract, startContract } from '../contract/harness';
import { packet } from '../contract/packets';
import { ExecutionEnvironment } from './execution-environment';

let contract: Contract;
let sendRedPack: ExecutionEnvironment;
beforeAll(async () => {
  contract = await startContract();
  // As deployed; on the local stack it is 0.
  sendRedPack = await ExecutionEnvironment.start(contract, 'sendRedPack', { SEND_SLOT_MS: '1000' });
  // A cold start would take of the little time that the first one has.
  expect(await sendWithin(30_000, packet())).toEqual(PAID);
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(async () => {
  await sendRedPack?.end();
  await contract?.close();
});

type Event = ReturnType<typeof packet>;

/** What the function reports; rejects when it does not within the time. */
async function sendWithin(timeLeftMs: number, event: Event) {
  const { kind, body } = await sendRedPack.invoke(event, { timeLeftMs });
  return { kind, answer: JSON.parse(body) as Record<string, unknown> };
}

const PAID = {
  kind: 'response',
  answer: { status: 200, data: expect.objectContaining({ return_code: 'SUCCESS' }) },
};
const OPEN = {
  kind: 'response',
  answer: { status: 200, data: expect.objectContaining({ outcome: 'open' }) },
};

/** Sends with all the time of a deployed function, and checks that the intent is paid by then, and once. */
async function expectPaidOnceAfterRepeating(event: Event): Promise<void> {
  const repeated = await sendWithin(30_000, event);
  expect(repeated).toEqual(PAID);
  const { mch_billno } = repeated.answer.data as Record<string, unknown>;
  expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
}

describe('an invocation that begins with less than 2 s left', () => {
  it.each([1_500, 1_500, 1_900])(
    '(%d ms) sends nothing, and answers open or throws the key to repeat with',
    async (timeLeftMs) => {
      const event = packet();
      const before = (await contract.sandbox.requests()).length;
      const { kind, answer } = await sendWithin(timeLeftMs, event);
      if (kind === 'response') expect({ kind, answer }).toEqual(OPEN);
      else expect(answer.errorMessage).toContain(event.idempotency_key);
      expect(await contract.sandbox.requests()).toHaveLength(before);
      await expectPaidOnceAfterRepeating(event);
    },
  );

  it('answers a repeat of a paid intent from the record', async () => {
    const event = packet();
    const first = await sendWithin(30_000, event);
    expect(first).toEqual(PAID);
    expect(await sendWithin(1_500, event)).toEqual(first);
  });
});

describe('an invocation with 3 s left', () => {
  it('pays, and answers in time although it holds its slot', async () => {
    expect(await sendWithin(3_000, packet())).toEqual(PAID);
  });

  it('answers open in time when WeChat Pay is silent; a repeat finds what was paid', async () => {
    const event = packet();
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'slow', delayMs: 10_000, when: 'after' } });
    expect(await sendWithin(3_000, event)).toEqual(OPEN);
    await expectPaidOnceAfterRepeating(event);
  });
});
