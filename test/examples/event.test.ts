import { randomUUID } from 'node:crypto';
import { type Contract, startContract } from '../contract/harness';
import { matches } from './event-bridge';
import { deliver, newOpenid, paidTo } from './payments';
import { deployed, propertiesOf, readExample } from './templates';

type Json = Record<string, unknown>;

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** The event of the example for a recipient of its own, as the rule passes it on: whole. */
function eventOf(detail: Json = {}): { readonly event: Json; readonly openid: string } {
  const example = readExample('event', 'event.json');
  const { EventPattern, Targets } = propertiesOf<{ EventPattern: Json; Targets: Json[] }>(
    deployed('event'),
    'AWS::Events::Rule',
  );
  expect(matches(EventPattern, example)).toBe(true);
  expect(Object.keys(Targets[0] ?? {}).sort()).toEqual(['Arn', 'DeadLetterConfig', 'Id']);
  const openid = newOpenid();
  const params = { ...(example.detail as Json), re_openid: openid, idempotency_key: randomUUID(), ...detail };
  return { openid, event: { ...example, id: randomUUID(), detail: params } };
}

describe('an event with params in its detail', () => {
  it('is paid once when it is delivered twice', async () => {
    const { event, openid } = eventOf();
    await deliver(contract, event, event);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('is paid once when its source puts it on the bus again, where it gets another id', async () => {
    const { event, openid } = eventOf();
    await deliver(contract, event, { ...event, id: randomUUID() });
    expect(await paidTo(contract, openid)).toEqual([188]);
  });
});

describe('an event without a key', () => {
  it('is paid once when EventBridge delivers it twice: its id is the key', async () => {
    const { event, openid } = eventOf({ idempotency_key: undefined });
    await deliver(contract, event, event);
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('is paid twice when its source puts it on the bus again', async () => {
    const { event, openid } = eventOf({ idempotency_key: undefined });
    await deliver(contract, event, { ...event, id: randomUUID() });
    expect(await paidTo(contract, openid)).toEqual([188, 188]);
  });
});
