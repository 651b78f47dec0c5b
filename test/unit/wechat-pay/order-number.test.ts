import fc from 'fast-check';
import { isId, isMchBillno, nonceFor, orderNumber } from '../../../shared/wechat-pay/order-number';

describe('orderNumber', () => {
  // printf '%s' '["red-pack-dev","wxminiapp","order-1"]' | sha256sum. A change of these would mint second orders
  // for every intent that is on record: they stay, whatever else changes.
  it.each([
    ['red-pack-dev', 'wxminiapp', 'order-1', 'f3e08f8461f00b3c28a156f7ebae'],
    ['red-pack-prod', 'wxminiapp', 'order-1', '92f9b7e55c7e06337ebdcac943f0'],
    ['red-pack-dev', 'wxminiapp', '恭喜', 'e13f5aa61da6f63dfbdbab20312d'],
  ])('of %s, %s, %s is what it has always been', (namespace, miniapp, key, mch_billno) => {
    expect(orderNumber(namespace, miniapp, key)).toEqual({ id: mch_billno.slice(0, 24), mch_billno });
  });

  it('has the form that WeChat allows, and the id in front, for every key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (namespace, miniapp, key) => {
        const { id, mch_billno } = orderNumber(namespace, miniapp, key);
        expect(id).toMatch(/^[0-9a-f]{24}$/);
        expect(mch_billno).toMatch(/^[0-9a-zA-Z]{28}$/);
        expect(mch_billno.startsWith(id)).toBe(true);
        expect(orderNumber(namespace, miniapp, key)).toEqual({ id, mch_billno });
      }),
    );
  });

  it('keeps the three parts apart, wherever one ends and the next begins', () => {
    const parts = fc.tuple(fc.string(), fc.string(), fc.string());
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = a.every((part, index) => part === b[index]);
        expect(orderNumber(...a).id === orderNumber(...b).id).toBe(same);
      }),
    );
    const split: [string, string, string][] = [
      ['a', 'bc', 'd'],
      ['ab', 'c', 'd'],
      ['a', 'b', 'cd'],
      ['', 'abc', 'd'],
      ['a","b', 'c', 'd'],
      ['a', 'b","c', 'd'],
    ];
    expect(new Set(split.map((parts) => orderNumber(...parts).id)).size).toBe(split.length);
  });
});

describe('nonceFor', () => {
  it('follows from the number, and fits', () => {
    expect(nonceFor('1000009820250101ABCdef0001')).toBe('3825a023a7aa1e53418a39c63c7da96d');
    expect(nonceFor('1000009820250101ABCdef0002')).not.toBe(nonceFor('1000009820250101ABCdef0001'));
  });
});

describe('isId and isMchBillno', () => {
  const id = '0123456789abcdef01234567';

  it('know their own', () => {
    expect(isId(id)).toBe(true);
    expect(isMchBillno(`${id}wXyZ`)).toBe(true);
  });

  it.each(['', id.slice(1), `${id}0`, `i${id}`, id.toUpperCase(), `${id}\n`, ` ${id}`, `${id.slice(1)}g`])(
    '%j is no id',
    (text) => {
      expect(isId(text)).toBe(false);
    },
  );

  it.each(['', id, `${id}00000`, `${id}000-`, `${id}000\n`, `${id}000é`])('%j is no order number', (text) => {
    expect(isMchBillno(text)).toBe(false);
  });
});
