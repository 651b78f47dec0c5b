import { PlatformError } from '../../../shared/contract/errors';
import { claim } from '../../../shared/payout/claim';
import type { StoredRecord } from '../../../shared/records/record';
import { CREATED_AT_MS, record } from '../support/samples';
import { driverStage } from '../support/stage';

const MINE = record({ token: 'mine' });

/** Ports whose insert does as told, and whose table then holds `stored`. */
function ports(insert: (giveUpAtMs: number) => Promise<boolean>, stored?: StoredRecord) {
  const stage = driverStage(() => {
    throw new Error('a claim asks WeChat nothing');
  });
  Object.assign(stage.ports.table, {
    insert: (_: StoredRecord, giveUpAtMs: number) => insert(giveUpAtMs),
    get: async () => stored,
  });
  return stage.ports;
}

function lost(): Promise<never> {
  return Promise.reject(new Error('socket hang up'));
}

describe('a claim', () => {
  it('is ours when the write says so', async () => {
    const table = ports(async () => true);
    expect(await claim(table, MINE, CREATED_AT_MS + 30_000)).toBeNull();
  });

  it.each([
    ['was refused, since the SDK repeated it against itself', async () => false],
    ['was lost on its way back', lost],
  ])('is ours when the write %s, and the record bears our token', async (_, insert) => {
    expect(await claim(ports(insert, MINE), MINE, CREATED_AT_MS + 30_000)).toBeNull();
  });

  it.each([
    ['was refused', async () => false],
    ['was lost', lost],
  ])('is not ours when the write %s and the record bears another token', async (_, insert) => {
    const found = record({ token: 'theirs' });
    expect(await claim(ports(insert, found), MINE, CREATED_AT_MS + 30_000)).toEqual(found);
  });

  it('that left no record behind is thrown, never taken as made', async () => {
    await expect(claim(ports(lost), MINE, CREATED_AT_MS + 30_000)).rejects.toThrow(PlatformError);
  });

  it.each([
    ['10 s after it began', 30_000, 10_000],
    ['with 2 s left to send', 9_000, 7_000],
    ['at once when there is no time', 1_000, 0],
  ])('is given up %s', async (_, leftMs, expectedMs) => {
    const limits: number[] = [];
    const insert = async (giveUpAtMs: number) => limits.push(giveUpAtMs) > 0;
    await claim(ports(insert), MINE, CREATED_AT_MS + leftMs);
    expect(limits).toEqual([CREATED_AT_MS + expectedMs]);
  });
});
