import fc from 'fast-check';
import { parseSendParams } from '../../../shared/api/send-params';
import { expectRefusal, expectSentenceOn, refusalOf } from '../support/refusals';
import { PARAMS } from '../support/samples';

const SCENE = { scene_id: 'PRODUCT_2' };
const GROUP = { type: 'fission', total_num: 3 };

function fen(total_amount: number, changes: Record<string, unknown> = {}): number {
  return parseSendParams({ ...PARAMS, ...changes, total_amount }).total_fen;
}

function expectRefused(total_amount: unknown, changes: Record<string, unknown> = {}): void {
  const params = { ...PARAMS, ...changes, total_amount };
  expectRefusal('total_amount', () => parseSendParams(params));
}

describe('total_amount', () => {
  it.each([1, 1.01, 1.1, 1.15, 8.29, 19.9, 64.1, 199.99, 200])('of %d yuan goes without a scene', (yuan) => {
    expect(fen(yuan)).toBe(Math.round(yuan * 100));
  });

  it.each([0.99, 0.3, 0, 200.01, 201, 4999])('of %d yuan does not go without a scene', (yuan) => {
    expectRefused(yuan);
  });

  it.each([0.3, 0.99, 1, 200.01, 4998.99, 4999])('of %d yuan goes with a scene', (yuan) => {
    expect(fen(yuan, SCENE)).toBe(Math.round(yuan * 100));
  });

  it.each([0.29, 0.01, 0, 4999.01, 5000])('of %d yuan does not go, even with a scene', (yuan) => {
    expectRefused(yuan, SCENE);
  });

  it.each([1.005, 0.1 + 0.2, 1e21, 1e-7, -1, -100, Number.NaN, Infinity, -Infinity, 100.001])(
    'of %d is no amount in fen, scene or not',
    (yuan) => {
      expectRefused(yuan);
      expectRefused(yuan, SCENE);
    },
  );

  it('that a product of floats has made says how to round it', () => {
    const message = refusalOf(() => parseSendParams({ ...PARAMS, total_amount: 1.1 * 3 }));
    expect(message).toContain('round it to fen, as Math.round(yuan * 100) / 100 does');
  });

  it.each([null, '', '1', '1.00', '100', [1], { yuan: 1 }, true, 1n])('as %s is refused', (value) => {
    expectRefused(value);
  });

  it('without a scene is bounded again when the scene is given as empty', () => {
    expectRefused(0.3, { scene_id: '' });
    expectRefused(4999, { scene_id: null });
  });

  it('is taken exactly within the bounds, fen by fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600_000 }), fc.boolean(), (amountFen, hasScene) => {
        const [min, max] = hasScene ? [30, 499_900] : [100, 20_000];
        const scene = hasScene ? SCENE : {};
        const yuan = Number(`${Math.floor(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`);
        if (amountFen >= min && amountFen <= max) expect(fen(yuan, scene)).toBe(amountFen);
        else expectRefused(yuan, scene);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a fission packet', () => {
  it.each([3, 4, 19, 20])('of %d packets is taken when the average is in bounds', (total_num) => {
    expect(fen(total_num, { ...GROUP, total_num })).toBe(total_num * 100);
    expect(fen(200 * total_num, { ...GROUP, total_num })).toBe(total_num * 20_000);
  });

  it('is held to the bounds by its average, not by its total', () => {
    expectRefused(2.99, GROUP);
    expect(fen(3, GROUP)).toBe(300);
    expect(fen(600, GROUP)).toBe(60_000);
    expectRefused(600.01, GROUP);
  });

  it('has the wider bounds with a scene', () => {
    expectRefused(0.89, { ...GROUP, ...SCENE });
    expect(fen(0.9, { ...GROUP, ...SCENE })).toBe(90);
    expect(fen(14_997, { ...GROUP, ...SCENE })).toBe(1_499_700);
    expectRefused(14_997.01, { ...GROUP, ...SCENE });
  });

  it('need not be divisible: WeChat splits it at random', () => {
    expect(fen(10, GROUP)).toBe(1000);
  });

  it('whose average lies a fraction of a fen below the bound is refused', () => {
    expectRefused(19.99, { ...GROUP, total_num: 20 });
  });
});

describe('total_num', () => {
  it.each([0, 2, 3, -1, 1.5, 1e9, Infinity, Number.NaN])(
    'of %d is refused for a normal packet',
    (total_num) => {
      const message = refusalOf(() => parseSendParams({ ...PARAMS, total_num }));
      expectSentenceOn('total_num', message);
    },
  );

  it.each([0, 1, 2, 21, 3.5, -3, Infinity, Number.NaN])(
    'of %d is refused for a fission packet',
    (total_num) => {
      const message = refusalOf(() => parseSendParams({ ...PARAMS, ...GROUP, total_amount: 60, total_num }));
      expectSentenceOn('total_num', message);
    },
  );
});
