import { type Contract, startContract } from '../contract/harness';
import { scheduledInput } from './event-bridge';
import { APPID, deliver, newOpenid, paidTo } from './payments';
import { deployed, propertiesOf } from './templates';

const FRIDAY = '2026-12-04T02:00:00Z';
const NEXT_FRIDAY = '2026-12-11T02:00:00Z';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** The Input of a schedule under its own name, paying a recipient of its own. */
function schedule(ScheduleName: string): { readonly input: string; readonly openid: string } {
  const openid = newOpenid();
  const parameters = { ScheduleName, OfficialAccountId: APPID, Openid: openid, AmountYuan: 1.88 };
  const resources = deployed('schedule', parameters);
  const { Target, FlexibleTimeWindow } = propertiesOf<{
    Target: { Input: string };
    FlexibleTimeWindow: unknown;
  }>(resources, 'AWS::Scheduler::Schedule');
  // Without quotes CloudFormation would read `false`, which its validator lets pass.
  expect(FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
  return { input: Target.Input, openid };
}

let executions = 0;
function firing(input: string, scheduledTime: string, attempt = 1): unknown {
  executions += 1;
  return scheduledInput(input, { scheduledTime, attempt, executionId: `d32c5kddcf5b${executions}` });
}

describe('the schedule', () => {
  it('pays once when Scheduler delivers one firing twice', async () => {
    const { input, openid } = schedule('delivered-twice');
    await deliver(contract, firing(input, FRIDAY), firing(input, FRIDAY, 2));
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('pays again at the next scheduled time', async () => {
    const { input, openid } = schedule('weekly');
    await deliver(contract, firing(input, FRIDAY), firing(input, NEXT_FRIDAY), firing(input, NEXT_FRIDAY, 2));
    expect(await paidTo(contract, openid)).toEqual([188, 188]);
  });

  it('pays beside a schedule of another name at the same time', async () => {
    const [one, other] = [schedule('one'), schedule('other')];
    await deliver(contract, firing(one.input, FRIDAY), firing(other.input, FRIDAY));
    expect(await paidTo(contract, one.openid)).toEqual([188]);
    expect(await paidTo(contract, other.openid)).toEqual([188]);
  });
});

describe('a recurring schedule with the trap of', () => {
  it('a fixed key pays once, and answers SUCCESS at the next scheduled time without paying', async () => {
    const { input, openid } = schedule('fixed');
    const fixed = input.replace('/<aws.scheduler.scheduled-time>', '');
    expect(fixed).not.toBe(input);
    const first = await contract.invoke('sendRedPack', firing(fixed, FRIDAY));
    const second = await contract.invoke('sendRedPack', firing(fixed, NEXT_FRIDAY));
    expect(first).toMatchObject({ status: 200, data: { return_code: 'SUCCESS' } });
    expect(second).toEqual(first);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('the execution id in the key pays one firing twice when it is delivered twice', async () => {
    const { input, openid } = schedule('by-execution');
    const wrong = input.replace('scheduled-time', 'execution-id');
    await deliver(contract, firing(wrong, FRIDAY), firing(wrong, FRIDAY, 2));
    expect(await paidTo(contract, openid)).toEqual([188, 188]);
  });
});
