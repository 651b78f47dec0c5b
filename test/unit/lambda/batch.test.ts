import { batchItemFailures } from '../../../shared/lambda/batch-failures';
import { ENVELOPES } from '../../fixtures/envelopes';

function identifiersOf(event: unknown): unknown {
  return batchItemFailures(event)?.map(({ itemIdentifier }) => itemIdentifier);
}

describe('batchItemFailures', () => {
  it.each<[string, unknown[]]>([
    ['SQS message', ['059f36b4-87a3-44ab-83d2-661975830a7d']],
    ['Kinesis data stream', ['49590338']],
    ['DynamoDB stream', ['1']],
    ['Firehose transformation', ['4954']],
    ['Kafka, MSK', [{ partition: 'payouts-0', offset: 15 }]],
    ['Kafka, self-managed', [{ partition: 'payouts-0', offset: 15 }]],
    ['Amazon MQ, ActiveMQ', ['ID:b-9bcfa592-1']],
    ['Amazon MQ, RabbitMQ', ['']],
    ['DocumentDB change stream', ['']],
    ['Kinesis tumbling window', []],
    ['Pipes batch of SQS messages', ['m1']],
    ['Pipes batch of Kinesis records', ['49590338']],
  ])('names every record of: %s', (name, identifiers) => {
    expect(identifiersOf(ENVELOPES[name])).toEqual(identifiers);
  });

  it('keeps the order of a batch, and gives a record without a name an empty one, which fails the whole batch', () => {
    const Records = [
      { messageId: 'b' },
      { messageId: 'a' },
      {},
      null,
      'x',
      [],
      { messageId: 5 },
      { messageId: '' },
    ];
    expect(identifiersOf({ Records })).toEqual(['b', 'a', '', '', '', '', '', '']);
  });

  it.each([null, 'x', 1, {}])('names nothing where Records is %j', (Records) => {
    expect(batchItemFailures({ Records })).toEqual([]);
  });

  it.each([null, 'x', {}, { limit: 1 }])('is null for %j, no batch', (event) => {
    expect(batchItemFailures(event)).toBeNull();
  });

  it('names every record of a bare list, whatever a transformer of Pipes made of it', () => {
    const event = [{ messageId: 'm1' }, { messageId: '', limit: 1 }, { total_amount: 1 }, 'x', 1, null, []];
    expect(identifiersOf(event)).toEqual(['m1', '', '', '', '', '', '']);
    expect(identifiersOf([])).toEqual([]);
  });

  it('takes a bare list for AppSync’s only if all of it is: a sender of one record must not lose the others', () => {
    const [context] = ENVELOPES['AppSync batch resolver'] as unknown[];
    expect(batchItemFailures([context, context])).toBeNull();
    expect(identifiersOf([context, { messageId: 'm1' }])).toEqual(['', 'm1']);
    for (const info of [null, 'Mutation', {}, { parentTypeName: 1 }])
      expect(identifiersOf([{ messageId: 'm1', info }])).toEqual(['m1']);
  });

  it.each(['API Gateway REST proxy', 'scheduled rule without an input', 'AppSync batch resolver'])(
    'is null for: %s',
    (name) => {
      expect(batchItemFailures(ENVELOPES[name])).toBeNull();
    },
  );
});
