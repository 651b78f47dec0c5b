import { parseSendParams } from '../../../shared/api/send-params';
import { expectRefusal, refusalOf } from '../support/refusals';
import { PARAMS } from '../support/samples';

function read(idempotency_key: unknown): string | undefined {
  return parseSendParams({ ...PARAMS, idempotency_key }).idempotency_key;
}

describe('idempotency_key', () => {
  it('may be left out', () => {
    expect(parseSendParams(PARAMS).idempotency_key).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });

  it.each(['a', ' ', 'order-1', '{"row":1}', '恭喜发财', '🧧', 'x'.repeat(128), `${'恭'.repeat(42)}xx`])(
    'is taken as %j, and kept as it is',
    (key) => {
      expect(read(key)).toBe(key);
    },
  );

  it.each([
    ['null', null],
    ['an empty string', ''],
    ['129 bytes', 'x'.repeat(129)],
    ['43 Chinese characters, 129 bytes', '恭'.repeat(43)],
    ['33 emoji, 132 bytes', '🧧'.repeat(33)],
    ['a lone surrogate', 'a\ud83eb'],
    ['a number', 7],
    ['true', true],
    ['an array', ['a']],
    ['an object', { key: 'a' }],
  ])('is refused as %s, for it must not be taken as absent', (_, key) => {
    expectRefusal('idempotency_key', () => read(key));
  });

  it('that is too long is refused with the number of its bytes', () => {
    const message = 'idempotency_key must be a string of 1 to 128 UTF-8 bytes; it has 132.';
    expect(refusalOf(() => read('🧧'.repeat(33)))).toBe(message);
  });

  it('changes nothing of what is paid', () => {
    const { idempotency_key: _, ...paid } = parseSendParams({ ...PARAMS, idempotency_key: 'order-1' });
    expect(paid).toEqual(parseSendParams(PARAMS));
  });
});
