import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { awsOptions, type Contract, startContract } from '../contract/harness';
import { packet } from '../contract/packets';
import { redPack } from './kit';

const SEND = 'red-pack-dev-sendRedPack';
const RECOVER = 'red-pack-dev-recoverRedPacks';

let contract: Contract;
let client: LambdaClient;
beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  client = new LambdaClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_LAMBDA'));
});
beforeEach(() => reserve(SEND, 26));
afterEach(async () => {
  await redPack(['unpause', '--send-concurrency', '26']);
});
afterAll(async () => {
  client.destroy();
  await contract.close();
});

/** As the console or a deploy sets it. */
async function reserve(FunctionName: string, count: number): Promise<void> {
  const input = { FunctionName, ReservedConcurrentExecutions: count };
  await client.send(new PutFunctionConcurrencyCommand(input));
}

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await redPack([...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('./red-pack pause', () => {
  it('stops sends and recovery, leaves reads alone, and unpause restores exactly what it was', async () => {
    const { id } = await contract.pay();
    const { code, stdout } = await redPack(['pause']);
    expect(code).toBe(0);
    expect(stdout).toContain(`${SEND} is paused; it was: 26.`);
    expect(stdout).toContain(`${RECOVER} is paused; it was: no reservation.`);
    await expect(contract.send()).rejects.toThrow('Rate Exceeded.');
    await expect(contract.recover()).rejects.toThrow('Rate Exceeded.');
    expect((await contract.invoke('getSentRedPack', { id })).status).toBe(200);
    expect(await json('unpause')).toEqual([
      { function: SEND, done: 'restored', before: 26 },
      { function: RECOVER, done: 'restored', before: null },
    ]);
    await contract.pay();
    expect((await contract.recover()).status).toBe(200);
  });

  it('turns asynchronous sends away into the queue of lost sends, and redrive pays each once', async () => {
    const { lostSends } = contract.stack;
    const { idempotency_key: key, ...keyless } = packet({});
    const { stdout } = await redPack(['pause']);
    expect(stdout).toMatch(
      /LostSendsQueue at once, for 14 days, and LostSendsAlarm[\s\S]*unpause, then .*redrive/,
    );
    const { requestId } = await contract.invokeRaw('sendRedPack', keyless, { type: 'Event' });
    await contract.invokeRaw('sendRedPack', { ...keyless, idempotency_key: key }, { type: 'Event' });
    expect(lostSends.size()).toEqual({ visible: 2, hidden: 0 });
    const [record] = lostSends.receive(1, 0);
    expect(JSON.parse(String(record?.Body))).toEqual({
      ...{ version: '1.0', timestamp: expect.any(String), requestPayload: keyless },
      requestContext: {
        ...{ requestId, condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
        functionArn: expect.stringMatching(`:function:${SEND}:\\$LATEST$`),
      },
    });

    const early = await redPack(['redrive', '--yes']);
    expect(early).toMatchObject({ code: 1, stdout: '' });
    expect(early.stderr).toMatch(/paused.*\.\/red-pack unpause$/m);
    expect(lostSends.size()).toEqual({ visible: 2, hidden: 0 });

    expect((await redPack(['unpause'])).stdout).toMatch(/Next: \.\/red-pack redrive, for .*\n$/);
    const redriven = await redPack(['redrive', '--yes']);
    expect(redriven.stderr).toMatch(/^ZeroReservedConcurrency +2 +3\.76/m);
    expect(redriven).toMatchObject({ code: 0, stdout: 'Paid: 2 red packets, 3.76 yuan.\n' });
    expect(lostSends.size()).toEqual({ visible: 0, hidden: 0 });
    // What a caller repeats afterwards, or a pause that was redriven twice, is the same payment.
    await contract.invoke('sendRedPack', { ...keyless, idempotency_key: key });
    await contract.invoke('sendRedPack', { ...keyless, idempotency_key: requestId });
    for (const each of [String(key), requestId]) {
      const { mch_billno } = await contract.record(each);
      expect(await contract.sandbox.paidFen(String(mch_billno))).toEqual([188]);
    }
  });

  it('a second pause keeps what the first one noted', async () => {
    await json('pause');
    expect(await json('pause')).toEqual([
      { function: SEND, done: 'already paused', before: 26 },
      { function: RECOVER, done: 'already paused', before: null },
    ]);
    expect(await json('unpause')).toMatchObject([{ before: 26 }, { before: null }]);
  });

  it('a deploy that sets another concurrency ends the pause, and unpause leaves it', async () => {
    await json('pause');
    await reserve(SEND, 20);
    expect(await json('unpause')).toEqual([
      { function: SEND, done: 'not paused', before: 20 },
      { function: RECOVER, done: 'restored', before: null },
    ]);
    expect(await json('pause')).toMatchObject([{ done: 'paused', before: 20 }, { done: 'paused' }]);
    expect(await json('unpause')).toMatchObject([{ before: 20 }, { before: null }]);
  });

  it('a function that was stopped by other means needs to be told its concurrency', async () => {
    await reserve(SEND, 0);
    const { code, stdout, stderr } = await redPack(['unpause']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('no pause has noted what it was: give --send-concurrency');
    expect(stderr).toContain(`${RECOVER} is not paused.`);
    expect(await json('unpause', '--send-concurrency', 'none')).toMatchObject([
      { function: SEND, done: 'restored', before: null },
      { done: 'not paused' },
    ]);
  });

  it('a list of unfinished records says that sending may be paused', async () => {
    await json('pause');
    const { code, stderr } = await redPack(['unfinished', 'retry']);
    expect(code).toBe(1);
    expect(stderr).toContain('./red-pack unpause');
  });

  it('refuses a concurrency that is none', async () => {
    expect(await redPack(['unpause', '--send-concurrency', '0'])).toMatchObject({ code: 2, stdout: '' });
  });
});
