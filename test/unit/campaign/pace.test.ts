import { Pace } from '../../../cli/campaign/run/pace';

let now: number;
let pace: Pace;
beforeEach(() => {
  now = 0;
  pace = new Pace(() => now);
});

/** Milliseconds between sends, as they would begin one after the other. */
function gap(): number {
  now += 100_000;
  pace.turn();
  return pace.turn();
}

function complain(): void {
  now += 1_001;
  pace.answered('FREQ_LIMIT');
}

describe('the pace of a run', () => {
  it('sets no wait while WeChat does not complain', () => {
    pace.answered(undefined);
    pace.answered('NOTENOUGH');
    expect([pace.turn(), pace.turn(), pace.isSlow]).toEqual([0, 0, false]);
  });

  it.each(['FREQ_LIMIT', 'SECOND_OVER_LIMITED'])('pauses a second and then spaces sends after %s', (code) => {
    pace.answered(code);
    expect(pace.turn()).toBe(1_000);
    expect(pace.turn()).toBe(1_050);
    expect(pace.isSlow).toBe(true);
  });

  it('takes the complaints of one burst for one', () => {
    for (let n = 0; n < 20; n += 1) pace.answered('FREQ_LIMIT');
    expect(gap()).toBe(50);
  });

  it('doubles the gap with each further complaint, to 5 s at most', () => {
    const gaps = Array.from({ length: 9 }, () => {
      complain();
      return gap();
    });
    expect(gaps).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('recovers with every 20 answers without a complaint, until no gap is left', () => {
    complain();
    for (let n = 0; n < 20; n += 1) pace.answered(undefined);
    expect(gap()).toBeCloseTo(33.3, 1);
    for (let n = 0; n < 80; n += 1) pace.answered(undefined);
    expect(gap()).toBe(0);
    expect(pace.isSlow).toBe(false);
  });

  it('ends a wait when the run stops', async () => {
    const stop = new AbortController();
    pace.answered('FREQ_LIMIT');
    const waiting = pace.wait(stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});
