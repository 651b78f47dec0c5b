import { RedPack } from '../../../sdk/index';
import {
  type Invocation,
  inTurn,
  type LambdaStage,
  lambdaStage,
  refusing,
  SEND,
  throwing,
} from '../support/lambda-harness';

const THROTTLED = refusing(429, 'TooManyRequestsException');
const STOPPED = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });

let stage: LambdaStage;
afterEach(() => stage.end());

/** What a send rejects with whose caller gives it up in its nth pause. */
async function givenUp(invocation: Invocation, inPause: number): Promise<unknown> {
  stage = await lambdaStage(invocation);
  let pauses = 0;
  const sleep = async (): Promise<void> => {
    pauses += 1;
    if (pauses === inPause) throw STOPPED;
  };
  return new RedPack({ client: stage.client, sleep }).sendRedPack(SEND).catch((error: unknown) => error);
}

describe('a call that is given up in a pause', () => {
  it('rejects with the caller’s reason where Lambda has only throttled it: nothing has begun', async () => {
    expect(await givenUp(THROTTLED, 3)).toBe(STOPPED);
    expect(stage.invoked).toHaveLength(3);
  });

  it.each([
    ['in the pause after it', throwing('died'), 1],
    ['in a later one', inTurn(throwing('died'), THROTTLED), 3],
  ])('rejects with the error of an Invoke that may have run, %s', async (_, invocation, inPause) => {
    expect(await givenUp(invocation, inPause)).toMatchObject({
      code: 500,
      message: '500: died',
      idempotency_key: 'order-1',
    });
    expect(stage.invoked).toHaveLength(inPause);
  });
});
