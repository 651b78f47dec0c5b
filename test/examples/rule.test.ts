import { randomUUID } from 'node:crypto';
import { type Contract, must, startContract } from '../contract/harness';
import { type InputTransformer, matches, transform } from './event-bridge';
import { APPID, deliver, logged, newOpenid, paidTo } from './payments';
import { deployed, propertiesOf, readExample } from './templates';

type Json = Record<string, unknown>;

interface Rule {
  readonly EventPattern: Json;
  readonly Targets: readonly { readonly InputTransformer: InputTransformer }[];
}

const { EventPattern, Targets } = propertiesOf<Rule>(
  deployed('rule', { OfficialAccountId: APPID }),
  'AWS::Events::Rule',
);
const { InputTransformer: transformer } = must(Targets[0], 'the target');

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** The event of the example under an id of its own, for a recipient of its own. */
function orderCompleted(detail: Json = {}): { readonly event: Json; readonly openid: string } {
  const example = readExample('rule', 'event.json');
  const own = example.detail as { customer: Json };
  const openid = newOpenid();
  const customer = { ...own.customer, openid };
  return { openid, event: { ...example, id: randomUUID(), detail: { ...own, customer, ...detail } } };
}

describe('the rule', () => {
  it('matches the example, and no event without a field that its transformer uses', () => {
    const { event } = orderCompleted();
    expect(matches(EventPattern, event)).toBe(true);
    expect(matches(EventPattern, orderCompleted({ reward_yuan: undefined }).event)).toBe(false);
    expect(matches(EventPattern, orderCompleted({ customer: {} }).event)).toBe(false);
    const required = ['$.id', '$.detail.customer.openid', '$.detail.reward_yuan'];
    expect(Object.values(transformer.InputPathsMap).sort()).toEqual(required.sort());
  });

  it('pays once when EventBridge delivers one event twice', async () => {
    const { event, openid } = orderCompleted();
    await deliver(contract, transform(transformer, event), transform(transformer, event));
    expect(await paidTo(contract, openid)).toEqual([188]);
  });

  it('pays each event', async () => {
    const { event, openid } = orderCompleted();
    const other = { ...event, id: randomUUID() };
    await deliver(contract, transform(transformer, event), transform(transformer, other));
    expect(await paidTo(contract, openid)).toEqual([188, 188]);
  });

  it('pays nothing for an amount that is a text, and only a WARN line says so', async () => {
    const { event, openid } = orderCompleted({ reward_yuan: '1.88' });
    const [requestId = ''] = await deliver(contract, transform(transformer, event));
    expect(await logged(contract, requestId)).toEqual(['WARN invocation rejected']);
    const idempotency_key = `order-completed/${String(event.id)}`;
    expect(await contract.invoke('getSentRedPack', { idempotency_key })).toMatchObject({ status: 404 });
    expect(await paidTo(contract, openid)).toEqual([]);
  });
});

describe('a transformer with the trap of', () => {
  const withKey = (key: string): InputTransformer => ({
    InputPathsMap: { ...transformer.InputPathsMap, order: '$.detail.order' },
    InputTemplate: transformer.InputTemplate.replace('"idempotency_key": "order-completed/<id>",', key),
  });

  it('no key pays again when EventBridge delivers one event twice', async () => {
    const { event, openid } = orderCompleted();
    const keyless = transform(withKey(''), event);
    expect(keyless).not.toHaveProperty('idempotency_key');
    await deliver(contract, keyless, keyless);
    expect(await paidTo(contract, openid)).toEqual([188, 188]);
  });

  it('a key from a field that events may lack has the same key for all of these', async () => {
    const byOrder = withKey('"idempotency_key": "order/<order>",');
    const [one, other] = [orderCompleted({ order: undefined }), orderCompleted({ order: undefined })];
    await deliver(contract, transform(byOrder, one.event), transform(byOrder, other.event));
    expect(await paidTo(contract, one.openid)).toEqual([188]);
    expect(await paidTo(contract, other.openid)).toEqual([]);
  });
});
