import {
  checkpointId,
  checkpointItem,
  checkpointsPartition,
  countKey,
  type FullCheckpoint,
  parseCheckpointIds,
  parseCheckpointKey,
} from '../../../shared/listing/checkpoint-item';

const IDS = ['a', 'b', 'c'].map((digit) => digit.repeat(24));
const CHECKPOINT: FullCheckpoint = { count: 6, timeKey: `1700000000000-${'c'.repeat(24)}`, ids: IDS };
const ITEM = checkpointItem('app', CHECKPOINT);

describe('a checkpoint', () => {
  it('shows count and key in the index, and holds the ids in the table', () => {
    expect(ITEM).toEqual({
      id: { S: 'mark#app#000000000006' },
      miniapp_id: { S: 'marks#app' },
      time_key: { S: `000000000006#1700000000000-${'c'.repeat(24)}` },
      v: { N: '1' },
      ids: { S: IDS.join('') },
      check: { S: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(parseCheckpointKey(String(ITEM.time_key?.S), 3)).toEqual({
      count: 6,
      timeKey: CHECKPOINT.timeKey,
    });
    expect(parseCheckpointIds(ITEM, 6, 3)).toEqual(IDS);
  });

  it('sorts by its count, up to a million million', () => {
    const counts = [100, 900, 1_000, 99_900, 1_000_000, 999_999_999_900];
    expect(counts.map(countKey).sort()).toEqual(counts.map(countKey));
    expect(counts.map((count) => checkpointId('app', count)).sort()).toEqual(
      counts.map((count) => checkpointId('app', count)),
    );
  });

  it('has a partition and ids that no mini-program’s records can have, since none has a # in its name', () => {
    expect(checkpointsPartition('app')).toContain('#');
    expect(checkpointId('app', 100)).toContain('#');
  });

  it.each([
    ['no count', `x#${CHECKPOINT.timeKey}`],
    ['a count of too few digits', `6#${CHECKPOINT.timeKey}`],
    ['a count of 0', `000000000000#${CHECKPOINT.timeKey}`],
    ['a count between two checkpoints', `000000000007#${CHECKPOINT.timeKey}`],
    ['no key', '000000000006'],
    ['a key that is cut short', '000000000006#1700000000000-ccc'],
    ['something behind the key', `000000000006#${CHECKPOINT.timeKey}0`],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(parseCheckpointKey(text, 3)).toBeNull();
    expect(parseCheckpointIds({ ...ITEM, time_key: { S: text } }, 6, 3)).toBeNull();
  });

  it.each([
    ['another schema', { v: { N: '2' } }],
    ['no schema', { v: { NULL: true as const } }],
    ['no ids', { ids: { NULL: true as const } }],
    ['too few ids', { ids: { S: IDS.slice(1).join('') } }],
    ['too many ids', { ids: { S: [...IDS, ...IDS].join('') } }],
    ['its ids in another order', { ids: { S: [...IDS].reverse().join('') } }],
    ['another key', { time_key: { S: `000000000006#1700000000001-${'c'.repeat(24)}` } }],
    ['another check', { check: { S: '0'.repeat(16) } }],
    [
      'the check of another mini-program',
      { check: checkpointItem('other', CHECKPOINT).check ?? { NULL: true } },
    ],
  ])('with %s gives no ids', (_, changes) => {
    expect(parseCheckpointIds({ ...ITEM, ...changes }, 6, 3)).toBeNull();
  });

  it('of another step gives no ids', () => {
    expect(parseCheckpointIds(ITEM, 6, 2)).toBeNull();
    expect(parseCheckpointIds(ITEM, 6, 6)).toBeNull();
  });

  it('of another count than was asked for gives no ids', () => {
    expect(parseCheckpointIds(ITEM, 3, 3)).toBeNull();
  });
});
