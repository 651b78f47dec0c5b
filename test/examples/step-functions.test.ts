import { randomUUID } from 'node:crypto';
import { type Contract, startContract } from '../contract/harness';
import { APPID, newOpenid, paidTo, sendRedPackArn } from './payments';
import { type Effects, type Execution, execute, StateError, type StateMachine } from './state-machine';
import { deployed, propertiesOf, readExample } from './templates';

type Json = Record<string, unknown>;

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

/** The definition with the substitutions that CloudFormation makes in it. */
function machine(): StateMachine {
  const resources = deployed('step-functions', { OfficialAccountId: APPID });
  const { Definition, DefinitionSubstitutions } = propertiesOf<{
    Definition: Json;
    DefinitionSubstitutions: Record<string, string>;
  }>(resources, 'AWS::StepFunctions::StateMachine');
  const text = JSON.stringify(Definition).replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    return DefinitionSubstitutions[name] ?? whole;
  });
  return JSON.parse(text);
}

/** The input of the example under a key of its own, for a recipient of its own. */
function inputOf(changes: Json = {}): { readonly input: Json; readonly openid: string } {
  const openid = newOpenid();
  const own = { idempotency_key: randomUUID(), re_openid: openid };
  return { openid, input: { ...readExample('step-functions', 'input.json'), ...own, ...changes } };
}

/** Lambda's answer as the lambda:invoke integration gives it to a state: an error has its type as name. */
async function invoke(functionName: string, payload: unknown): Promise<unknown> {
  if (functionName !== sendRedPackArn(contract)) throw new Error(`${functionName} is not deployed`);
  const call = contract.invokeRaw('sendRedPack', payload);
  const { functionError, answer } = await call.catch((error: Error) => {
    throw new StateError(`Lambda.${error.name}`, error.message);
  });
  if (functionError === undefined) return answer;
  const { errorType, errorMessage } = answer as { errorType: string; errorMessage: string };
  throw new StateError(errorType, errorMessage);
}

const NO_WAIT: Effects = { invoke, wait: () => Promise.resolve() };

function start(input: Json, effects: Partial<Effects> = {}): Promise<Execution> {
  return execute(machine(), input, { ...NO_WAIT, ...effects });
}

describe('the state machine', () => {
  it('pays, and its output has the answer', async () => {
    const { input, openid } = inputOf();
    const answer = { status: 200, data: { return_code: 'SUCCESS', mch_billno: expect.any(String) } };
    expect(await start(input)).toMatchObject({ status: 'SUCCEEDED', state: 'Paid', output: { answer } });
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('pays once when two executions have the same key', async () => {
    const { input, openid } = inputOf();
    const ends = await Promise.all([start(input), start(input)]);
    expect(ends.map(({ state }) => state)).toEqual(['Paid', 'Paid']);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('fails before it sends when the input has no key', async () => {
    const { idempotency_key: _key, ...input } = inputOf().input;
    const requests = (await contract.sandbox.requests()).length;
    expect(await start(input)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(await contract.sandbox.requests()).toHaveLength(requests);
  });
});

describe('a retry of the state machine', () => {
  const name = (): string => sendRedPackArn(contract).replace(/^.*:/, '');

  it('after Lambda has throttled sends pays once', async () => {
    const { input, openid } = inputOf();
    const waits: unknown[] = [];
    contract.stack.lambda.reserve(name(), 0);
    const wait: Effects['wait'] = async (error, retry, maxDelayMs) => {
      waits.push([error, retry, maxDelayMs]);
      if (retry === 8) contract.stack.lambda.reserve(name(), undefined);
    };
    expect(await start(input, { wait })).toMatchObject({ state: 'Paid' });
    const delays = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000);
    const throttled = delays.map((ms, index) => ['Lambda.TooManyRequestsException', index + 1, ms]);
    expect(waits).toEqual(throttled);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('after the answer of a paid send was lost does not pay again', async () => {
    const { input, openid } = inputOf();
    let lost = 0;
    const losing: Effects['invoke'] = async (functionName, payload) => {
      const answer = await invoke(functionName, payload);
      lost += 1;
      if (lost === 1) throw new StateError('Lambda.SdkClientException', 'the connection broke');
      return answer;
    };
    expect(await start(input, { invoke: losing })).toMatchObject({ state: 'Paid' });
    expect(lost).toBe(2);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('after the function threw pays once', async () => {
    const { input, openid } = inputOf();
    await contract.coldStart();
    contract.backends.secretsManager.shut();
    const errors: string[] = [];
    const wait: Effects['wait'] = async (error) => {
      errors.push(error);
      contract.backends.secretsManager.reopen();
    };
    expect(await start(input, { wait })).toMatchObject({ state: 'Paid' });
    expect(errors).toHaveLength(1);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });
});

describe('the state machine tells apart', () => {
  it('an open outcome, which recovery completes', async () => {
    const { input, openid } = inputOf();
    const refusal = { kind: 'answer', err_code: 'FREQ_LIMIT' } as const;
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'reset', when: 'after' } },
      { call: 'gethbinfo', fault: refusal },
    );
    const end = await start(input);
    expect(end).toMatchObject({
      state: 'LeftToRecovery',
      output: { answer: { data: { outcome: 'open' } } },
    });
    await contract.recover();
    expect(await contract.record(String(input.idempotency_key))).toMatchObject({
      result: { return_code: 'SUCCESS' },
    });
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('an empty balance, after which the same key is paid', async () => {
    const { input, openid } = inputOf();
    await contract.sandbox.balance(0);
    const unpaid = { status: 'FAILED', state: 'NotPaidYet', error: 'RedPack.NotPaidYet', cause: 'NOTENOUGH' };
    expect(await start(input)).toEqual(unpaid);
    await contract.sandbox.topUp(1_000_000);
    expect(await start(input)).toMatchObject({ state: 'Paid' });
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('a refusal, after which only another key is paid', async () => {
    const { input, openid } = inputOf();
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } });
    const refused = { status: 'FAILED', state: 'Refused', error: 'RedPack.Refused', cause: 'PARAM_ERROR' };
    expect(await start(input)).toEqual(refused);
    expect(await start(input)).toEqual(refused);
    expect(await start({ ...input, idempotency_key: randomUUID() })).toMatchObject({ state: 'Paid' });
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('a wrong param', async () => {
    const { input } = inputOf({ total_amount: 0 });
    expect(await start(input)).toMatchObject({
      ...{ status: 'FAILED', state: 'Rejected', error: 'RedPack.Rejected' },
      cause: expect.stringContaining('total_amount'),
    });
  });
});
