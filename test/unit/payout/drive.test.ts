import { callersBounds, drive } from '../../../shared/payout/drive';
import { repeatableUntil } from '../../../shared/payout/learn';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/transport';
import { found, refusal, X1B_PAID_LIVE } from '../../fixtures/answers';
import { PayoutStage } from '../support/payout-stage';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

const DAY_MS = 86_400_000;
const PAID = answered(X1B_PAID_LIVE);
const CLOSED = answered(refusal('MONEY_LIMIT', '金额超限'));
const PARKED = answered(refusal('NOTENOUGH', '帐号余额不足'));
const OTHER_AMOUNT = answered(changed(found('SENT'), 'total_amount', '200'));

function driving(send: Reply, query: Reply = LOST, stored: StoredRecord = record()): PayoutStage {
  return new PayoutStage((call) => ({ reply: call === 'send' ? send : query }), MERCHANT, stored);
}

function run({ ports, now }: PayoutStage, inDoubt = false) {
  const how = { ...callersBounds(record(), MERCHANT, now + 30_000), inDoubt, reenters: false };
  return drive(ports, record(), how);
}

test('a caller’s repeat may send a number for 3 days, 1 s apart, with its merchant and within its time', () => {
  expect(repeatableUntil(record())).toBe(CREATED_AT_MS + 3 * DAY_MS);
  expect(callersBounds(record(), MERCHANT, 5)).toEqual({
    merchant: MERCHANT,
    deadline: 5,
    sendUntil: CREATED_AT_MS + 3 * DAY_MS,
    resendWaitMs: 1_000,
    notBefore: 0,
  });
});

describe('a record that was driven', () => {
  it('is stored as WeChat answered, let go of, and not due any more', async () => {
    const stage = driving(PAID);
    const { record: told, query } = await run(stage);
    expect(told).toMatchObject({ state: 'paid', send_listid: '1000041701202501010000000000001' });
    expect(query).toBeNull();
    expect(stage.stored()).toMatchObject({ state: 'paid', lease_until_ms: 0 });
    expect(stage.stored()).not.toHaveProperty('due_at');
  });

  it('names itself, its number, state and WeChat’s code in a line', async () => {
    const { id, mch_billno } = record();
    const outcome = async (reply: Reply) => {
      const stage = driving(reply);
      await run(stage);
      return stage.lines.find(({ message }) => message === 'outcome');
    };
    const names = { record_id: id, mch_billno, re_openid: 'oTES…0A' };
    const send = { call: 'send', elapsed_ms: 10 };
    expect(await outcome(PAID)).toEqual({
      level: 'info',
      message: 'outcome',
      fields: { ...names, state: 'paid', code: null, exchanges: [{ ...send, reading: 'paid', code: null }] },
    });
    const code = 'MONEY_LIMIT';
    expect(await outcome(CLOSED)).toMatchObject({
      level: 'info',
      fields: { ...names, state: 'closed', code, exchanges: [{ ...send, reading: 'closed', code }] },
    });
  });

  it('has no code in its line where WeChat says something else in its place', async () => {
    const stage = driving(answered(refusal(record().re_openid, '-')));
    await run(stage);
    expect(stage.lines[0]).toMatchObject({ message: 'outcome', fields: { state: 'open', code: null } });
    expect(JSON.stringify(stage.lines)).not.toContain(record().re_openid);
  });

  it('logs no key, no signature and no whole openid', async () => {
    const stage = driving(LOST, answered(found('SENT')));
    await run(stage);
    const all = JSON.stringify(stage.lines);
    const [sign = 'no sign'] = /(?<=<sign><!.CDATA.)[0-9A-F]{32}/.exec(stage.posted[0]?.body ?? '') ?? [];
    expect(sign).toHaveLength(32);
    for (const secret of [record().re_openid, MERCHANT.apiKey, sign]) expect(all).not.toContain(secret);
    expect(stage.said('info')).toHaveLength(1);
  });

  it('alarms when another order lives under its number, and tells what WeChat said', async () => {
    const stage = driving(LOST, OTHER_AMOUNT);
    expect(await run(stage)).toMatchObject({ query: { kind: 'disagrees' }, record: { state: 'open' } });
    expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', record().id]]);
  });

  it('alarms of its age when it is still open after 29 days, and not when it is paid then', async () => {
    const old = await driving(PAID, LOST).at(29 * DAY_MS);
    await run(old, true);
    expect(old.said('error')).toEqual([[expect.stringContaining('unresolved'), record().id]]);
    expect(old.stored().unresolved_at_ms).toBeGreaterThan(CREATED_AT_MS + 29 * DAY_MS);
    const paid = await driving(PAID, answered(found('SENT'))).at(29 * DAY_MS);
    await run(paid, true);
    expect(paid.said('error')).toEqual([]);
  });
});

describe('an outcome that another driver’s record bars', () => {
  /** Another driver takes the record before this one can write. */
  async function barred(send: Reply, theirs: Partial<StoredRecord>) {
    const stage = driving(send);
    stage.beforeUpdate(() => stage.change({ token: 'theirs', ...theirs }));
    const { record: told } = await run(stage);
    expect(stage.said('warn')).toEqual([['another driver took the record over', record().id]]);
    return told;
  }

  it('is told all the same when WeChat confirmed it paid', async () => {
    expect(await barred(PAID, {})).toMatchObject({ state: 'paid' });
  });

  it.each(['paid', 'open', 'parked'] as const)('is else what the other one knows: %s', async (state) => {
    expect(await barred(CLOSED, { state })).toMatchObject({ state, token: 'theirs' });
  });

  it('is told as learned when the record cannot be found', async () => {
    const stage = driving(PARKED);
    stage.beforeUpdate(() => stage.table.records.clear());
    expect((await run(stage)).record).toMatchObject({ state: 'parked', err_code: 'NOTENOUGH' });
  });
});

describe('an outcome that could not be stored', () => {
  async function unstored(send: Reply) {
    const stage = driving(send);
    stage.breakTable('update');
    const { record: told } = await run(stage);
    return { told, stage };
  }

  it.each([
    ['paid', PAID],
    ['parked', PARKED],
    ['open', LOST],
  ] as const)('is told as learned: %s', async (state, reply) => {
    const { told, stage } = await unstored(reply);
    expect(told).toMatchObject({ state });
    expect(stage.stored()).toEqual(record());
    expect(stage.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'outcome not recorded',
        fields: { record_id: record().id, state, error: 'Error: update failed' },
      },
    ]);
  });

  it('is never called refused, for on record it is open and will be sent again', async () => {
    const { told } = await unstored(CLOSED);
    expect(told).toMatchObject({ state: 'open', err_code: 'MONEY_LIMIT' });
  });
});
