import { randomUUID } from 'node:crypto';
import { findQueue } from '../../cli/redrive/find-queue';
import type { Stack } from '../../cli/stack';
import { type Contract, startContract } from '../contract/harness';
import { APPID, packet } from '../contract/packets';
import { until } from '../kit/until';
import { redPack } from './kit';

const SEND = 'red-pack-dev-sendRedPack';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
beforeEach(drain);
afterAll(() => contract.close());

function drain(): void {
  const { lostSends } = contract.stack;
  for (const { ReceiptHandle } of lostSends.receive(100, 30)) lostSends.delete(ReceiptHandle);
  expect(lostSends.size()).toEqual({ visible: 0, hidden: 0 });
}

interface Lost {
  readonly requestId?: string;
  readonly functionName?: string;
}

/** Lambda's record of an asynchronous invocation that it gave up. */
function lose(requestPayload: unknown, { requestId = randomUUID(), functionName = SEND }: Lost = {}): string {
  const requestContext = {
    ...{ requestId, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    functionArn: `arn:aws:lambda:ap-southeast-1:000000000000:function:${functionName}:$LATEST`,
  };
  const record = {
    ...{ version: '1.0', timestamp: '2026-02-17T01:30:00.000Z', requestContext, requestPayload },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'PlatformError', errorMessage: 'DynamoDB PutItem failed' },
  };
  contract.stack.lostSends.put(JSON.stringify(record));
  return requestId;
}

/** Without an idempotency key. */
function keyless(): Record<string, unknown> {
  const { idempotency_key: _, ...params } = packet({});
  return params;
}

function eventBridge(detail: object): Record<string, unknown> {
  return {
    ...{ version: '0', id: randomUUID(), 'detail-type': 'Reward', source: 'com.example.game' },
    ...{
      account: '000000000000',
      time: '2026-02-17T01:00:00Z',
      region: 'ap-southeast-1',
      resources: [],
      detail,
    },
  };
}

/** What was paid under a key, one entry per payment. */
async function paidUnder(key: string): Promise<number[]> {
  const { mch_billno } = await contract.record(key);
  return contract.sandbox.paidFen(String(mch_billno));
}

describe('./red-pack redrive', () => {
  it('shows what it will do, asks, and sends each under the key of its first attempt', async () => {
    const own = String(packet({}).idempotency_key);
    lose({ ...keyless(), idempotency_key: own });
    const requestId = lose(keyless());
    const event = eventBridge(keyless());
    lose(event);
    const inDetail = `${own}-detail`;
    lose(eventBridge({ ...keyless(), idempotency_key: inDetail }));
    const { code, stdout, stderr } = await redPack(['redrive'], { answers: ['yes'] });
    expect(stderr).toMatch(/^RetriesExhausted, PlatformError +4 +7\.52 +2026-02-17 09:30$/m);
    expect(stderr).toContain('Send 4 red packets, 7.52 yuan? Type yes: ');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Paid: 4 red packets, 7.52 yuan.\n' });
    for (const key of [own, requestId, String(event.id), inDetail])
      expect(await paidUnder(key)).toEqual([188]);
    expect(contract.stack.lostSends.size()).toEqual({ visible: 0, hidden: 0 });
  });

  it('never pays twice: neither what the first attempt has paid, nor one message delivered twice', async () => {
    const { key } = await contract.pay();
    const params = { ...keyless(), idempotency_key: key };
    lose(params);
    lose(params);
    const { code, stdout } = await redPack(['redrive', '--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ paid: { count: 2 }, kept: { count: 0 } });
    expect(await paidUnder(key)).toEqual([188]);
  });

  it('keeps what cannot be sent, with its reason, visible to the next run at once', async () => {
    const wrong = lose({ ...keyless(), total_amount: -1 });
    lose(keyless(), { requestId: 'not-a-uuid' });
    lose({ Records: [] });
    lose(keyless(), { functionName: 'another-function' });
    contract.stack.lostSends.put('{}');
    const { code, stdout, stderr } = await redPack(['redrive', '--yes']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: [
        'Paid: 0 red packets, 0.00 yuan.',
        'Kept in the queue, for the reasons above: 1 red packet, 0.00 yuan.',
        '',
      ].join('\n'),
    });
    expect(stderr).toContain(`${wrong}: 400: total_amount`);
    for (const why of [
      'request id "not-a-uuid"',
      'found: "Records"',
      'another-function',
      "not Lambda's record",
    ])
      expect(stderr).toContain(why);
    expect(contract.stack.lostSends.size()).toEqual({ visible: 5, hidden: 0 });
  });

  it('keeps the message of a send that throws', async () => {
    lose(keyless());
    contract.backends.dynamodb.shut();
    const { code, stderr } = await redPack(['redrive', '--yes']);
    contract.backends.dynamodb.reopen();
    expect(code).toBe(1);
    expect(stderr).toContain(': 500: ');
    expect(contract.stack.lostSends.size()).toEqual({ visible: 1, hidden: 0 });
  });

  it('sends nothing without a yes, and leaves the queue as it was', async () => {
    const requestId = lose(keyless());
    const { code, stdout, stderr } = await redPack(['redrive'], { answers: ['y'] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Nothing was sent.');
    expect(contract.stack.lostSends.size()).toEqual({ visible: 1, hidden: 0 });
    const { status } = await contract.invoke('getSentRedPack', { idempotency_key: requestId });
    expect(status).toBe(404);
  });

  it('says that another redrive holds messages', async () => {
    lose(keyless());
    const { lostSends } = contract.stack;
    const [held] = lostSends.receive(1, 900);
    const { code, stderr } = await redPack(['redrive', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain('1 more are hidden');
    expect(stderr).toContain('There is nothing to send.');
    lostSends.delete(String(held?.ReceiptHandle));
  });

  it('sends what the local Lambda has given up', async () => {
    contract.backends.dynamodb.shut();
    const { requestId } = await contract.invokeRaw('sendRedPack', keyless(), { type: 'Event' });
    await until(() => contract.stack.lostSends.size().visible === 1, 60_000);
    contract.backends.dynamodb.reopen();
    expect((await redPack(['redrive', '--yes'])).stdout).toBe('Paid: 1 red packet, 1.88 yuan.\n');
    expect(await paidUnder(requestId)).toEqual([188]);
    expect((await contract.record(requestId)).official_account_id).toBe(APPID);
  });

  it.each([
    [[], '--yes'],
    [['--yes', '--queue-url', 'lost-sends'], '--queue-url must be'],
  ])('refuses the usage %j without a terminal', async (args, why) => {
    const { code, stderr } = await redPack(['redrive', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  it.each([
    ['https://sqs.ap-southeast-1.amazonaws.com/000000000000/lost', 'ap-southeast-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/000000000000/lost', 'cn-north-1'],
    ['https://sqs.example.com/000000000000/lost', 'eu-central-1'],
  ])('takes the region of the queue from %s, else from the stack', async (url, region) => {
    const lambda = { config: { region: () => Promise.resolve('eu-central-1') } };
    const stack = { lambda, clientConfig: () => ({}) } as unknown as Stack;
    expect(await findQueue(stack, url)).toEqual({ url, region, endpoint: new URL(url).origin });
  });

  it('says so where there is no such queue', async () => {
    const url = 'https://sqs.ap-southeast-1.amazonaws.com/000000000000/other';
    const { code, stderr } = await redPack(['redrive', '--yes', '--queue-url', url]);
    expect(code).toBe(1);
    expect(stderr).toContain('SQS GetQueueAttributes failed: RefusedError: QueueDoesNotExist');
  });
});
