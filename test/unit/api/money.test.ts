import fc from 'fast-check';
import { fenToYuan, yuanToFen } from '../../../shared/api/money';

/** Integer fen as decimal yuan, by digits alone: the arithmetic that the code under test is held against. */
function decimalYuan(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const fenAmount = fc.integer({ min: 0, max: 100_000_000_000 });

describe('yuanToFen', () => {
  it.each([
    [0.3, 30],
    [1, 100],
    [1.01, 101],
    [1.1, 110],
    [1.15, 115],
    [8.29, 829],
    [19.9, 1990],
    [64.1, 6410],
    [199.99, 19_999],
    [200, 20_000],
    [4998.99, 499_899],
    [4999, 499_900],
  ])('reads %d yuan as %d fen, where a float product may miss', (yuan, fen) => {
    expect(yuanToFen(yuan)).toBe(fen);
  });

  it.each([1.005, 0.001, 0.1 + 0.2, 1e21, 1e-7, -1, -0.01, Number.NaN, Infinity, -Infinity, 1.0000000001])(
    'refuses %d, which is no amount in fen',
    (yuan) => {
      expect(yuanToFen(yuan)).toBeNull();
    },
  );

  it('agrees with decimal arithmetic for every whole number of fen', () => {
    fc.assert(
      fc.property(fenAmount, (fen) => {
        expect(yuanToFen(Number(decimalYuan(fen)))).toBe(fen);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses every number that is written with a third decimal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 1, max: 9 }), (fen, third) => {
        expect(yuanToFen(Number(`${decimalYuan(fen)}${third}`))).toBeNull();
      }),
    );
  });

  it('never gives anything but the exact amount, whatever double it is asked', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (yuan) => {
        const fen = yuanToFen(yuan);
        expect(fen === null || Number(decimalYuan(fen)) === yuan).toBe(true);
      }),
    );
  });
});

describe('fenToYuan', () => {
  it('gives the double nearest to the decimal amount, which leads back to the same fen', () => {
    fc.assert(
      fc.property(fenAmount, (fen) => {
        expect(fenToYuan(fen)).toBe(Number(decimalYuan(fen)));
        expect(yuanToFen(fenToYuan(fen))).toBe(fen);
      }),
      { numRuns: 2_000 },
    );
  });
});
