import { setTimeout as sleep } from 'node:timers/promises';
import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import { removeTempFolders } from '../kit/folder';
import { type LambdaFixture, startFixture } from './lambda-fixture';

let fixture: LambdaFixture;

/** Two at once for the function that sleeps, none for the one that echoes; the others have no limit. */
beforeEach(async () => {
  fixture = await startFixture({}, { sleep: 2, echo: 0 });
});
afterEach(() => fixture.close());
afterAll(removeTempFolders);

/** Resolves when as many events are under way. */
async function underWay(count: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (fixture.lambda.containers().filter(({ requestId }) => requestId !== null).length < count) {
    if (Date.now() > deadline) throw new Error('waited 10 s');
    await sleep(5);
  }
}

/** An Invoke without the SDK, to see the response itself. */
function invokeRaw(name: string): Promise<Response> {
  const url = `${fixture.lambda.endpoint}/2015-03-31/functions/${name}/invocations`;
  return fetch(url, { method: 'POST', body: '{"ms":0}' });
}

describe('the reserved concurrency of a function', () => {
  it('lets as many events run at once, and throttles the next with Lambda’s own response', async () => {
    const running = [1, 2].map(() => fixture.invoke('sleep', { ms: 2_500 }));
    await underWay(2);
    const response = await invokeRaw('test-sleep');
    expect(response.status).toBe(429);
    expect(response.headers.get('x-amzn-ErrorType')).toBe('TooManyRequestsException');
    expect(await response.text()).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    );
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await invokeRaw('test-sleep')).status).toBe(200);
  });

  it('is an exception of its own class for the SDK, with the reason', async () => {
    const throttled = fixture.invoke('echo');
    await expect(throttled).rejects.toBeInstanceOf(TooManyRequestsException);
    await expect(throttled).rejects.toMatchObject({
      message: 'Rate Exceeded.',
      Type: 'User',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  });

  it('of 0 lets nothing run', async () => {
    expect((await invokeRaw('test-echo')).status).toBe(429);
    expect(fixture.lambda.containers()).toEqual([]);
  });

  it('does not limit other functions', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => fixture.invoke('nothing')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('makes events wait in the queue, and each runs once its turn comes', async () => {
    const running = [1, 2].map(() => fixture.invoke('sleep', { ms: 500 }));
    await underWay(2);
    const queued = await fixture.invoke('sleep', { ms: 0 }, { InvocationType: 'Event' });
    expect(queued.status).toBe(202);
    await Promise.all(running);
    await fixture.lambda.eventsSettled();
    expect(fixture.lambda.containers()).toHaveLength(2);
  });
});
