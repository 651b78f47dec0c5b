import { Pacer } from '../../../shared/payment/run/pacer';

describe('a pacer', () => {
  it('lets the first call of each kind begin at once', () => {
    const pacer = new Pacer({ send: 500, query: 50 });
    expect([pacer.nextAt('send'), pacer.nextAt('query')]).toEqual([0, 0]);
  });

  it('spaces the calls of one kind from the beginning of each, and leaves the other kind alone', () => {
    const pacer = new Pacer({ send: 500, query: 50 });
    pacer.take('send', 1_000);
    expect([pacer.nextAt('send'), pacer.nextAt('query')]).toEqual([1_500, 0]);
    pacer.take('query', 1_010);
    expect([pacer.nextAt('send'), pacer.nextAt('query')]).toEqual([1_500, 1_060]);
    pacer.take('send', 2_000);
    expect(pacer.nextAt('send')).toBe(2_500);
  });
});
