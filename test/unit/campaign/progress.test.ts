import { RowOutcomes } from '../../../cli/campaign/outcomes';
import { countIn, timeBuckets, yuanBuckets } from '../../../cli/campaign/report/buckets';
import { barText, durationText, progressText } from '../../../cli/campaign/run/bar';

describe('the progress of a run', () => {
  it('tells rate, outcomes, yuan and the time that is left', () => {
    const rows = new RowOutcomes(3_000, 600_000);
    for (let n = 0; n < 1_500; n += 1) rows.set(n, 'paid', 200, 1);
    rows.set(1_500, 'refused', 200, 1);
    rows.set(1_501, 'open', 200, 1);
    expect(progressText(rows, 20, '')).toBe(
      '50 %, 20.0/s, paid 1,500 (3,000.00 yuan), refused 1, open 1, 1 min 15 s left',
    );
    rows.set(1_502, 'retry', 200, 1);
    expect(progressText(rows, 0, 'slower, as WeChat Pay asks')).toBe(
      '50 %, 0.0/s, paid 1,500 (3,000.00 yuan), refused 1, open 1, retry 1, slower, as WeChat Pay asks',
    );
  });

  it.each([
    [0, '[....................]'],
    [0.049, '[....................]'],
    [0.5, '[##########..........]'],
    [1, '[####################]'],
  ])('draws %d as %s', (share, bar) => {
    expect(barText(share)).toBe(bar);
  });

  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [60, '1 min 00 s'],
    [3_599, '59 min 59 s'],
    [7_530, '2 h 05 min'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe('the buckets of a plot', () => {
  const midnight = Date.parse('2026-11-11T00:00:00+08:00') / 60_000;

  it('begin with full hours and days of Beijing, without a gap', () => {
    const hours = timeBuckets([midnight + 61, midnight + 1_200]);
    expect(hours.step).toBe(30);
    expect(hours.starts[0]).toBe(midnight + 60);
    const days = timeBuckets([midnight + 5, midnight + 35 * 1_440]);
    expect({ step: days.step, first: days.starts[0], count: days.starts.length }).toEqual({
      ...{ step: 1_440, first: midnight, count: 36 },
    });
  });

  it('are 40 at most, for any span, and hold everything', () => {
    for (const span of [0, 1, 39, 40, 41, 500, 5_000, 100_000, 10_000_000]) {
      const counts = new Map([
        [midnight + 7, 3],
        [midnight + 7 + span, 4],
      ]);
      const buckets = timeBuckets(counts.keys());
      expect(buckets.starts.length).toBeLessThanOrEqual(40);
      const sums = countIn(buckets, counts);
      expect(sums).toHaveLength(buckets.starts.length);
      expect(sums.reduce((sum, each) => sum + each, 0)).toBe(span === 0 ? 4 : 7);
    }
  });

  it('of amounts begin with multiples of their step', () => {
    expect(yuanBuckets([1, 199])).toMatchObject({ step: 5, starts: expect.arrayContaining([0, 5, 195]) });
    expect(yuanBuckets([])).toEqual({ step: 1, starts: [] });
  });
});
