import { RedPack, type RedPackOptions } from '../../../sdk/index';

const make = (options: object) => () => new RedPack(options as RedPackOptions);

describe('new RedPack', () => {
  it('refuses an option that does not exist, and names those that do', () => {
    const names =
      'functionPrefix, functionNames, client, timeoutMs, maxInFlight, maxWaitMs, onProgress, sleep';
    for (const name of ['functionprefix', 'toString', '__proto__x'])
      expect(make({ [name]: 'mine-' })).toThrow(
        new TypeError(`RedPack has no option "${name}". Its options are: ${names}.`),
      );
  });

  it.each<[keyof RedPackOptions, string, readonly unknown[]]>([
    ['functionPrefix', 'a string', [1, null]],
    [
      'functionNames',
      'an object with the names of sendRedPack, getSentRedPackList, getSentRedPack, getRedPackStatus',
      ['x', null, { sendRedpack: 'arn' }],
    ],
    ['client', 'a LambdaClient', [{}, null, 'x']],
    ['timeoutMs', 'a number of milliseconds from 1 to 2147483647', [0, -1, Number.NaN, '5', 2 ** 31, null]],
    ['maxInFlight', 'an integer of 1 or more', [0, -1, 1.5, '26', Number.POSITIVE_INFINITY, null]],
    ['maxWaitMs', 'a number of milliseconds, 0 or more', [-1, Number.NaN, '1', null]],
    ['onProgress', 'a function', ['x', null, {}]],
    ['sleep', 'a function', [1, null]],
  ])('refuses a %s that is not %s', (name, expected, wrongValues) => {
    for (const value of wrongValues) {
      expect(make({ [name]: value })).toThrow(TypeError);
      expect(make({ [name]: value })).toThrow(`RedPack's option ${name} must be ${expected}, not `);
    }
  });

  it('says what it was given instead', () => {
    expect(make({ maxInFlight: '26' })).toThrow('must be an integer of 1 or more, not "26".');
    expect(make({ maxInFlight: Number.NaN })).toThrow('not NaN.');
    expect(make({ client: { region: 'x' } })).toThrow('must be a LambdaClient, not the object region.');
  });

  it('takes the whole range of each, and undefined for the default', () => {
    for (const options of [
      { maxInFlight: 1, maxWaitMs: 0, timeoutMs: 1 },
      { maxInFlight: 10_000, maxWaitMs: Number.POSITIVE_INFINITY, timeoutMs: 2 ** 31 - 1 },
      { maxInFlight: undefined, maxWaitMs: undefined, onProgress: undefined, client: undefined },
    ])
      expect(make(options)).not.toThrow();
  });
});
