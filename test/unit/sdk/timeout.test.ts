import { Readable } from 'node:stream';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RedPack } from '../../../sdk/index';
import { answering, type Invocation, type LambdaStage, lambdaStage, SEND } from '../support/lambda-harness';

const KEYS = { accessKeyId: 'a', secretAccessKey: 's' };

type ClientOptions = NonNullable<ConstructorParameters<typeof LambdaClient>[0]>;

let stage: LambdaStage | undefined;
let client: LambdaClient | undefined;

afterEach(async () => {
  client?.destroy();
  await stage?.end();
});

/** A send by a client of the caller's own, against a Lambda that answers so. */
async function send(invocation: Invocation, options: ClientOptions, timeoutMs: number): Promise<unknown> {
  stage = await lambdaStage(invocation);
  client = new LambdaClient({ endpoint: stage.url, region: 'ap-east-1', credentials: KEYS, ...options });
  const redPack = new RedPack({ client, timeoutMs, sleep: async () => undefined });
  return redPack.sendRedPack(SEND).catch((error: unknown) => error);
}

const dribbles: Invocation = (res) => {
  const dribble = setInterval(() => res.write(' '), 200);
  res.on('close', () => clearInterval(dribble));
};

/** Ends no body, whatever becomes of its abort signal; the SDK's own ends one. */
const deafHandler = {
  handle: async () => ({ response: { statusCode: 200, headers: {}, body: new Readable({ read() {} }) } }),
};

describe('an Invoke', () => {
  it.each<[string, Invocation, ClientOptions]>([
    ['whose answer dribbles', dribbles, {}],
    [
      'whose answer stalls and whose request handler does not end it',
      dribbles,
      { requestHandler: deafHandler },
    ],
    ['whose credentials never come', dribbles, { credentials: () => new Promise(() => undefined) }],
  ])('%s is 601 once its time is up', async (_, invocation, options) => {
    const startedAtMs = performance.now();
    const error = await send(invocation, options, 500);
    expect(error).toMatchObject({
      code: 601,
      message: '601: no answer within 500 ms',
      idempotency_key: 'order-1',
      cause: { name: 'TimeoutError' },
    });
    // Three of them: the client repeats what is 601.
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });

  it('that was answered leaves no timer behind, which would keep its process from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    stage = await lambdaStage(answering(200, {}));
    const redPack = new RedPack({ client: stage.client });
    for (let calls = 0; calls < 20; calls += 1) await redPack.getSentRedPackList();
    // Jest and the SDK have a few of their own that come and go.
    expect(timers()).toBeLessThan(before + 10);
  });
});
