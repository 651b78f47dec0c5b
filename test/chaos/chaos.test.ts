import { randomInt } from 'node:crypto';
import { bounded, isAll } from '../scope';
import { type Campaign, runCampaign } from './chaos';
import { countBy } from './groups';
import { KINDS } from './kinds';
import { describeCampaign, paidFen, recordedFen, share } from './report';

const INTENTS = Number(process.env.CAMPAIGN_INTENTS ?? bounded(500, 150));
/** The slice has the same intents every time: so few, drawn at random, might hold none that WeChat refuses. */
const isSlice = !isAll && process.env.CAMPAIGN_INTENTS === undefined;
const SEED = process.env.CAMPAIGN_SEED ?? (isSlice ? 'slice' : String(randomInt(1_000_000)));

/** No limit on speed: what hangs must end some time. */
const LIMIT_MS = 600_000 + INTENTS * 1_000;

let campaign: Campaign;

beforeAll(async () => {
  campaign = await runCampaign(SEED, INTENTS);
  // Not by console, which jest silences: the figures are what a person wants to see of it.
  process.stdout.write(`\n${describeCampaign(campaign)}`);
}, LIMIT_MS);

describe('a campaign through real processes that are killed, and services that fail', () => {
  it('is of as many payments as were asked for, each of them on record', () => {
    expect(campaign.intents).toHaveLength(INTENTS);
    expect(campaign.remains.rows).toHaveLength(campaign.intents.length);
  });

  it('leaves nothing wrong: no intent paid twice or lost, ledger, table and answers agree', () => {
    expect(campaign.faults).toEqual([]);
  });

  it('has every fen that was paid on record as paid, and no other', () => {
    expect(paidFen(campaign)).toBeGreaterThan(0);
    expect(recordedFen(campaign)).toBe(paidFen(campaign));
    expect(campaign.remains.balanceFen).toBe(campaign.remains.startFen - paidFen(campaign));
  });

  it('has every open record ended by recovery alone, once faults have stopped', () => {
    expect(campaign.leftOpen).toBe(0);
  });

  it('leaves no record open or parked, once faults have stopped and their causes are fixed', () => {
    const states = countBy(campaign.remains.rows, ({ state }) => state);
    expect(Object.fromEntries(states)).toEqual({ paid: expect.any(Number), closed: expect.any(Number) });
  });

  it('pays whatever WeChat would pay, and refuses the rest', () => {
    const paid = new Set(campaign.remains.payments.map(({ mch_billno }) => mch_billno));
    const wrong = campaign.intents.filter(
      ({ fate, mch_billno }) => paid.has(mch_billno) === (fate === 'refused'),
    );
    expect(wrong.map(({ index, fate }) => `${index} ${fate}`)).toEqual([]);
  });

  it('has had at least 30 % of its calls disturbed, as it really happened', () => {
    expect(share(campaign)).toBeGreaterThanOrEqual(0.3);
  });

  it(`has met ${isAll ? 'every' : 'half of every'} kind of disturbance`, () => {
    const missed = KINDS.filter((kind) => !campaign.hits.some((hit) => hit.kind === kind));
    // A slice is too short to meet them all.
    if (isAll) expect(missed).toEqual([]);
    else expect(missed.length).toBeLessThan(KINDS.length / 2);
  });

  it('has had concurrent duplicates of one key', () => {
    expect(campaign.duplicates).toBeGreaterThan(0);
  });
});
