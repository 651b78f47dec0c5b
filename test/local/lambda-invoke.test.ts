import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  InvalidRequestContentException,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { removeTempFolders } from '../kit/folder';
import { type LambdaFixture, startFixture } from './lambda-fixture';

let fixture: LambdaFixture;

beforeAll(async () => {
  fixture = await startFixture();
});

afterAll(async () => {
  await fixture.close();
  await removeTempFolders();
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('a call that waits', () => {
  it('gives the handler event and context as Lambda does, and its answer back', async () => {
    const answer = await fixture.invoke('echo', { 红包: '🧧' });
    expect(answer).toMatchObject({ status: 200, error: undefined, version: '$LATEST' });
    expect(answer.requestId).toMatch(UUID);
    expect(answer.payload).toMatchObject({
      event: { 红包: '🧧' },
      context: {
        awsRequestId: answer.requestId,
        functionName: 'test-echo',
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:test-echo',
        logGroupName: '/aws/lambda/test-echo',
        callbackWaitsForEmptyEventLoop: true,
      },
      env: { GREETING: 'hello', AWS_LAMBDA_FUNCTION_NAME: 'test-echo', _HANDLER: 'index.echo' },
    });
    const { leftMs } = answer.payload as { leftMs: number };
    expect(leftMs).toBeGreaterThan(15_000);
    expect(leftMs).toBeLessThanOrEqual(20_000);
  });

  it('shows the handler nothing of the developer’s own environment', async () => {
    process.env.AWS_PROFILE_OF_A_TEST = 'mine';
    const { payload } = await fixture.invoke('echo');
    delete process.env.AWS_PROFILE_OF_A_TEST;
    expect((payload as { env: object }).env).not.toHaveProperty('AWS_PROFILE_OF_A_TEST');
    expect((payload as { env: object }).env).not.toHaveProperty('HOME');
  });

  it.each([
    ['a name with a qualifier', 'test-nothing:$LATEST'],
    ['a partial ARN', '000000000000:function:test-nothing'],
    ['an ARN', 'arn:aws:lambda:eu-west-1:000000000000:function:test-nothing'],
    ['an ARN with a qualifier', 'arn:aws:lambda:eu-west-1:000000000000:function:test-nothing:$LATEST'],
  ])('finds the function by %s', async (_what, FunctionName) => {
    expect(await fixture.invoke('nothing', {}, { FunctionName })).toMatchObject({
      status: 200,
      payload: null,
    });
  });

  it('keeps a warm process for the next event and starts further ones for events at once', async () => {
    const first = (await fixture.invoke('echo')).payload as { pid: number; count: number };
    const second = (await fixture.invoke('echo')).payload as { pid: number; count: number };
    expect(second).toMatchObject({ pid: first.pid, count: first.count + 1 });
    const many = await Promise.all([1, 2, 3].map(() => fixture.invoke('sleep', { ms: 1_000 })));
    expect(new Set(many.map(({ payload }) => (payload as { pid: number }).pid)).size).toBe(3);
  });

  it('passes a client context on', async () => {
    const ClientContext = Buffer.from('{"client":{"installation_id":"a"}}').toString('base64');
    const { payload } = await fixture.invoke('echo', {}, { ClientContext });
    expect(payload).toMatchObject({ context: { clientContext: { client: { installation_id: 'a' } } } });
  });

  it('gives no payload to the handler as an empty object', async () => {
    expect((await fixture.invoke('echo', '')).payload).toMatchObject({ event: {} });
  });

  it('gives the tail of the log when asked, both streams, whole', async () => {
    const { log } = await fixture.invoke('talk', {}, { LogType: 'Tail' });
    expect(log).toMatch(/^START RequestId: \S+ Version: \$LATEST\n/);
    expect(log).toContain('first line\n');
    expect(log).toContain('second line\n');
    expect(log).toMatch(/END RequestId: \S+\nREPORT RequestId: \S+\tDuration: [\d.]+ ms\n$/);
    expect(await readFile(join(fixture.dir, 'logs/test-talk.log'), 'utf8')).toContain('second line\n');
  });

  it('loses nothing of a log that is longer than a pipe holds', async () => {
    const { log, payload } = await fixture.invoke('flood', {}, { LogType: 'Tail' });
    expect(payload).toBe(1);
    expect(log).toMatch(/y{100}\nthe end\nEND RequestId/);
    const file = await readFile(join(fixture.dir, 'logs/test-flood.log'), 'utf8');
    expect(file.match(/y+/)?.[0]).toHaveLength(3_000_000);
  });

  it('runs a rebuilt bundle without a restart', async () => {
    const before = await readFile(fixture.bundle, 'utf8');
    await fixture.invoke('nothing');
    await writeFile(fixture.bundle, `${before}\nexports.nothing = async () => 'new build';`);
    expect((await fixture.invoke('nothing')).payload).toBe('new build');
    await writeFile(fixture.bundle, before);
  });
});

describe('what goes wrong in a function', () => {
  it.each([
    ['an error', 'fail', { errorType: 'TypeError', errorMessage: 'no such thing' }],
    ['a thrown text', 'throwText', { errorType: 'string', errorMessage: 'a bare text', trace: [] }],
    [
      'an unseen rejection',
      'reject',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'unseen' },
    ],
    ['an answer that is no JSON', 'circular', { errorType: 'Runtime.MarshalError' }],
    ['an export that is no function', 'text', { errorType: 'Runtime.HandlerNotFound' }],
    ['a bundle that is not there', 'missing', { errorType: 'Runtime.ImportModuleError' }],
  ])('comes back as an unhandled function error: %s', async (_what, handler, payload) => {
    expect(await fixture.invoke(handler)).toMatchObject({ status: 200, error: 'Unhandled', payload });
  });

  it('tells the trace of an error', async () => {
    const { payload } = await fixture.invoke('fail');
    expect((payload as { trace: string[] }).trace[0]).toBe('TypeError: no such thing');
  });

  it('tells when the process ended by itself, and starts a new one for the next event', async () => {
    const { error, payload, requestId } = await fixture.invoke('exit');
    expect(error).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 7`,
    });
    expect(await fixture.invoke('exit')).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
  });

  it('refuses an answer over 6 MB', async () => {
    expect(await fixture.invoke('big', { bytes: 6_291_556 })).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect((await fixture.invoke('big', { bytes: 6_291_554 })).error).toBeUndefined();
  });
});

describe('what Invoke refuses', () => {
  it.each([['test-unknown'], ['test-echo:7']])('does not know %s', async (FunctionName) => {
    const wrong = fixture.invoke('', {}, { FunctionName });
    await expect(wrong).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(wrong).rejects.toThrow(
      `Function not found: arn:aws:lambda:eu-west-1:000000000000:function:${FunctionName}`,
    );
  });

  it('refuses a payload that is not JSON', async () => {
    await expect(fixture.invoke('echo', '{"a":')).rejects.toBeInstanceOf(InvalidRequestContentException);
  });

  it('refuses a payload over 6 MB, an event over 1 MB', async () => {
    const wrong = fixture.invoke('echo', 'x'.repeat(6_291_455));
    await expect(wrong).rejects.toBeInstanceOf(InvalidRequestContentException);
    const large = JSON.stringify('x'.repeat(6_291_455));
    await expect(fixture.invoke('echo', large)).rejects.toBeInstanceOf(RequestTooLargeException);
    const event = JSON.stringify('x'.repeat(1_048_576));
    const sent = fixture.invoke('echo', event, { InvocationType: 'Event' });
    await expect(sent).rejects.toBeInstanceOf(RequestTooLargeException);
  });

  it('refuses a client context that is not JSON', async () => {
    const wrong = fixture.invoke('echo', {}, { ClientContext: 'bm90IGpzb24=' });
    await expect(wrong).rejects.toBeInstanceOf(InvalidRequestContentException);
  });
});
