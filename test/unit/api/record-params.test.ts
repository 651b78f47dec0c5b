import {
  parseGetParams,
  parseListParams,
  parseRecoverParams,
  parseStatusParams,
} from '../../../shared/api/record-params';
import { expectRefusal, refusalOf } from '../support/refusals';

const ID = '0123456789abcdef01234567';
const MISSING = /^id, mch_billno or idempotency_key is missing\b/;
const FIRST_PAGE = { limit: 20, offset: 0, re_openid: null, details: false };

describe('parseListParams', () => {
  it('begins with 20 from the newest', () => {
    expect(parseListParams({})).toEqual(FIRST_PAGE);
    expect(parseListParams({ limit: undefined, offset: undefined })).toEqual(FIRST_PAGE);
  });

  it.each([1, 20, 1000])('takes a limit of %d', (limit) => {
    expect(parseListParams({ limit })).toEqual({ ...FIRST_PAGE, limit });
  });

  it.each([0, 1, 100_000, Number.MAX_SAFE_INTEGER])('takes an offset of %d', (offset) => {
    expect(parseListParams({ offset })).toEqual({ ...FIRST_PAGE, offset });
  });

  it.each([0, -1, 1001, 1.5, Number.NaN, Infinity, '20', '', null, true, [20], {}])(
    'refuses a limit of %j',
    (limit) => {
      expectRefusal('limit', () => parseListParams({ limit }));
    },
  );

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53, '0', '', null, false, [0]])(
    'refuses an offset of %j',
    (offset) => {
      expectRefusal('offset', () => parseListParams({ offset }));
    },
  );

  it('takes the openid of one recipient, and details', () => {
    const re_openid = 'oTESTopenid0000000000000000A';
    expect(parseListParams({ re_openid, details: true })).toEqual({
      ...FIRST_PAGE,
      re_openid,
      details: true,
    });
  });

  // An empty filter would list the packets of everybody.
  it.each([null, '', ' oTEST', 'x'.repeat(33), 7, ['oTEST']])('refuses a re_openid of %j', (re_openid) => {
    expectRefusal('re_openid', () => parseListParams({ re_openid }));
  });

  it.each([null, 'true', 1, '', []])('refuses details of %j', (details) => {
    expectRefusal('details', () => parseListParams({ details }));
  });

  it.each(['Limit', 'page', 'order_by', 'id', 'toString'])('refuses an unknown %s', (name) => {
    expectRefusal(name, () => parseListParams({ [name]: 1 }));
  });
});

describe('parseGetParams', () => {
  it('takes an id, an order number or a key, with or without details', () => {
    const lookups = [
      { by: 'id', id: ID },
      { by: 'mch_billno', mch_billno: `${ID}0000` },
      { by: 'idempotency_key', idempotency_key: 'k' },
    ];
    for (const lookup of lookups) {
      const { by: _, ...params } = lookup;
      expect(parseGetParams(params)).toEqual({ lookup, details: false });
      expect(parseGetParams({ ...params, details: true })).toEqual({ lookup, details: true });
    }
  });

  it('leaves an id of the wrong form to be not found', () => {
    for (const id of ['', 'x', `i${ID}`, ID.toUpperCase()])
      expect(parseGetParams({ id }).lookup).toEqual({ by: 'id', id });
  });

  it.each([{}, { id: null }, { id: undefined }])('refuses %j, which names nothing', (params) => {
    expect(refusalOf(() => parseGetParams(params))).toMatch(MISSING);
  });

  it('refuses two names at once', () => {
    expectRefusal('id', () => parseGetParams({ id: ID, idempotency_key: 'k' }));
  });

  it.each([7, true, [ID], { id: ID }])('refuses an id of %j', (id) => {
    expectRefusal('id', () => parseGetParams({ id }));
  });

  it.each([null, '', 'x'.repeat(129), 5, '\ud83e'])(
    'refuses a key of %j as a send does',
    (idempotency_key) => {
      expectRefusal('idempotency_key', () => parseGetParams({ idempotency_key }));
    },
  );

  it.each(['re_openid', 'settle', 'pk', '__proto__'])('refuses %s, which it does not know', (name) => {
    const params = JSON.parse(`{"id":"${ID}","${name}":"x"}`);
    expectRefusal(name, () => parseGetParams(params));
  });
});

describe('parseStatusParams', () => {
  it.each([
    [{ id: ID }, { by: 'id', id: ID }],
    [{ mch_billno: `${ID}0000` }, { by: 'mch_billno', mch_billno: `${ID}0000` }],
    [{ idempotency_key: 'k' }, { by: 'idempotency_key', idempotency_key: 'k' }],
    [
      { id: ID, mch_billno: null },
      { by: 'id', id: ID },
    ],
  ])('reads %j', (params, lookup) => {
    expect(parseStatusParams(params)).toEqual(lookup);
  });

  it.each([
    ['id', { id: ID, mch_billno: 'x' }],
    ['mch_billno', { mch_billno: 'x', idempotency_key: 'k' }],
    ['id', { id: ID, mch_billno: 'x', idempotency_key: 'k' }],
    ['idempotency_key', { id: ID, idempotency_key: '' }],
    ['idempotency_key', { id: ID, idempotency_key: null }],
    ['mch_billno', { mch_billno: 28 }],
    ['settle', { settle: true }],
    ['settle', { settle: true, all: true }],
    ['settle', { id: ID, settle: true }],
    ['all', { all: true }],
    ['all', { id: ID, all: true }],
    ['resolve', { id: ID, resolve: {} }],
  ])('refuses by the name of %s: %j', (name, params) => {
    expectRefusal(name, () => parseStatusParams(params));
  });

  it('refuses a call that names nothing', () => {
    const message = refusalOf(() => parseStatusParams({}));
    expect(message).toMatch(MISSING);
  });
});

describe('parseRecoverParams', () => {
  const RESOLVE = { id: ID, outcome: 'paid', note: 'ticket 123: paid' } as const;
  const LISTID = '1000041701202611240000000000001';

  it.each([
    [{}, { all: false }],
    [{ all: true }, { all: true }],
    [{ all: undefined, resolve: undefined }, { all: false }],
    [{ resolve: RESOLVE }, { resolve: RESOLVE }],
    [{ resolve: { ...RESOLVE, outcome: 'refused' } }, { resolve: { ...RESOLVE, outcome: 'refused' } }],
    [{ resolve: { ...RESOLVE, send_listid: LISTID } }, { resolve: { ...RESOLVE, send_listid: LISTID } }],
  ])('reads %j', (params, wanted) => {
    expect(parseRecoverParams(params)).toEqual(wanted);
  });

  it('counts a note in UTF-8 bytes, of which 1,024 are the most', () => {
    const readNote = (note: string) => parseRecoverParams({ resolve: { ...RESOLVE, note } });
    const longest = `${'红'.repeat(341)}x`;
    expect(readNote(longest)).toEqual({ resolve: { ...RESOLVE, note: longest } });
    expectRefusal('note', () => readNote(`${longest}x`));
  });

  it('names each param of a decision that is missing, in the documented order', () => {
    const message = refusalOf(() => parseRecoverParams({ resolve: {} }));
    expect(message).toMatch(/^id is missing: .* outcome is missing: .* note is missing: /);
  });

  it.each([
    ['all', { all: false }],
    ['all', { all: null }],
    ['all', { all: 'true' }],
    ['settle', { settle: true }],
    ['id', { id: ID }],
    ['all', { all: true, resolve: RESOLVE }],
    ['resolve', { resolve: null }],
    ['resolve', { resolve: ID }],
    ['resolve', { resolve: [RESOLVE] }],
    ['id', { resolve: { ...RESOLVE, id: `${ID}0` } }],
    ['id', { resolve: { ...RESOLVE, id: ID.toUpperCase() } }],
    ['id', { resolve: { ...RESOLVE, id: 7 } }],
    ['outcome', { resolve: { ...RESOLVE, outcome: undefined } }],
    ['outcome', { resolve: { ...RESOLVE, outcome: 'retry' } }],
    ['note', { resolve: { ...RESOLVE, note: undefined } }],
    ['note', { resolve: { ...RESOLVE, note: ' \n' } }],
    ['note', { resolve: { ...RESOLVE, note: ['why'] } }],
    ['send_listid', { resolve: { ...RESOLVE, send_listid: 1 } }],
    ['send_listid', { resolve: { ...RESOLVE, send_listid: '' } }],
    ['send_listid', { resolve: { ...RESOLVE, send_listid: '1'.repeat(33) } }],
    ['send_listid', { resolve: { ...RESOLVE, outcome: 'refused', send_listid: LISTID } }],
    ['reason', { resolve: { ...RESOLVE, reason: 'x' } }],
  ])('refuses by the name of %s: %j', (name, params) => {
    expectRefusal(name, () => parseRecoverParams(params));
  });
});
