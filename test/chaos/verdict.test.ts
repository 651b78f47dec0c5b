import { judge, type Remains, type Row } from './verdict';

const NUMBER = 'a'.repeat(28);
const OTHER = 'b'.repeat(28);

const row: Row = {
  id: NUMBER.slice(0, 24),
  mch_billno: NUMBER,
  idempotency_key: 'k1',
  state: 'paid',
  total_fen: 188,
  re_openid: 'oOne',
};
const payment = { mch_billno: NUMBER, amountFen: 188, re_openid: 'oOne' };
const call = {
  requestId: 'r',
  startedAtMs: 0,
  endedAtMs: 1,
  said: 'paid',
  mch_billno: NUMBER,
  text: '',
} as const;
const intent = {
  ...{ id: row.id, mch_billno: NUMBER, amountFen: 188, re_openid: 'oOne', key: 'k1' },
  calls: [call],
};
const request = { call: 'sendredpack', mch_billno: NUMBER, atMs: 5_000, body: '<xml/>' } as const;

const SOUND: Remains = {
  intents: [intent],
  rows: [row],
  payments: [payment],
  orders: [{ mch_billno: NUMBER, state: 'SENT' }],
  requests: [request, { ...request, atMs: 6_000 }],
  startFen: 1_000,
  balanceFen: 812,
  claimed: new Set([row.id]),
};

test('what agrees is judged sound', () => {
  expect(judge(SOUND)).toEqual([]);
});

const wrong: [string, Partial<Remains>, string][] = [
  [
    'a number paid twice',
    { payments: [payment, payment], balanceFen: 624, rows: [{ ...row, total_fen: 188 }] },
    'was paid 2 times',
  ],
  ['a payment without a record', { rows: [], claimed: new Set() }, 'was paid and has no record'],
  [
    'a payment recorded as closed',
    { rows: [{ ...row, state: 'closed' }] },
    'was paid and is recorded as closed',
  ],
  ['a payment recorded as open', { rows: [{ ...row, state: 'open' }] }, 'was paid and is recorded as open'],
  ['another amount', { rows: [{ ...row, total_fen: 189 }] }, 'was paid 188 fen, its record has 189'],
  ['another recipient', { payments: [{ ...payment, re_openid: 'oTwo' }] }, 'paid to another'],
  ['a record paid by nobody', { payments: [], balanceFen: 1_000 }, 'is recorded as paid and was not'],
  ['a balance that is off by a fen', { balanceFen: 811 }, 'the balance is 811 fen'],
  [
    'a closed record that WeChat may still pay',
    {
      ...{ rows: [{ ...row, state: 'closed' }], payments: [], balanceFen: 1_000 },
      ...{ orders: [{ mch_billno: NUMBER, state: 'PARKED' }] },
    },
    'WeChat has it as PARKED',
  ],
  ['a record of no intent', { rows: [row, { ...row, id: 'c', mch_billno: OTHER }] }, 'is of no intent'],
  ['a record that is gone', { claimed: new Set([row.id, 'gone']) }, 'record gone is gone'],
  ['an intent without an answer', { intents: [{ ...intent, calls: [] }] }, 'was never answered'],
  [
    'a payment answered as refused',
    { intents: [{ ...intent, calls: [{ ...call, said: 'refused' }] }] },
    'was answered as refused and was paid',
  ],
  [
    'an answer of paid for what was not',
    { payments: [], rows: [{ ...row, state: 'closed' }], orders: [], balanceFen: 1_000 },
    'was answered as paid and was not',
  ],
  [
    'an answer under another number',
    { intents: [{ ...intent, calls: [{ ...call, mch_billno: OTHER }] }] },
    'was answered under another number',
  ],
  [
    'an answer of another form',
    { intents: [{ ...intent, calls: [call, { ...call, said: 'unexpected', text: '{"status":400}' }] }] },
    'was answered {"status":400}',
  ],
  [
    'two sends within a second',
    { requests: [request, { ...request, atMs: 5_999 }] },
    'was sent again after 999 ms',
  ],
  [
    'a resend that differs',
    { requests: [request, { ...request, atMs: 7_000, body: '<xml></xml>' }] },
    'was sent with different bodies',
  ],
  ['a send of no intent', { requests: [{ ...request, mch_billno: OTHER }] }, 'was sent and is of no intent'],
];

test.each(wrong)('%s is told', (_, change, said) => {
  const found = judge({ ...SOUND, ...change });
  expect(found).toContainEqual(expect.stringContaining(said));
});
