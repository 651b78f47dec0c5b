import { callerBounds, reschedule, runAttempt } from '../../../shared/payment/run/run-attempt';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST, recipients, without } from '../support/replies';
import { CREATED_AT, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAID = answered(X1B_PAID_LIVE);
const REFUSED = answered(refusal('MONEY_LIMIT', '金额超限'));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const PARKED = answered(refusal('NOTENOUGH', '帐号余额不足'));
const OTHER_AMOUNT = answered(changed(found('SENT'), 'total_amount', '200'));

/** A refusal is believed when the query shows no order. */
function harnessFor(
  send: Reply,
  query: Reply = send === REFUSED ? MISSING : LOST,
  stored: StoredRecord = record(),
): PaymentHarness {
  return new PaymentHarness((call) => ({ reply: call === 'send' ? send : query }), MERCHANT, stored);
}

function run({ deps, now }: PaymentHarness, inDoubt = false, owned = record()) {
  const how = { ...callerBounds(owned, MERCHANT, now + 30_000), inDoubt, reenters: false };
  return runAttempt(deps, owned, how);
}

test('a caller’s repeat may send a number for 3 days, 1 s apart, with its merchant and within its time', () => {
  expect(callerBounds(record(), MERCHANT, 5)).toEqual({
    merchant: MERCHANT,
    deadline: 5,
    sendUntil: CREATED_AT_MS + 3 * DAY_MS,
    resendWaitMs: 1_000,
  });
});

describe('the record of an attempt', () => {
  it('is stored as WeChat answered, let go of, and not due any more', async () => {
    const stage = harnessFor(PAID);
    const { told, onRecord } = await run(stage);
    const paid = { state: 'paid', proof: 'echo', send_listid: '1000041701202501010000000000001' };
    expect(told).toMatchObject(paid);
    expect(onRecord).toEqual(told);
    expect(stage.stored()).toMatchObject({ state: 'paid', lease_until_ms: 0 });
    expect(stage.stored()).not.toHaveProperty('due_at');
  });

  it('names itself, its number, account, amount, state and WeChat’s code in a line', async () => {
    const { id, mch_billno } = record();
    const outcome = async (reply: Reply) => {
      const stage = harnessFor(reply);
      await run(stage);
      return stage.lines.find(({ message }) => message === 'send completed');
    };
    const account = 'wx8888888888888888/weixin_tenpay';
    const names = { record_id: id, mch_billno, re_openid: 'oTES…0A', account, fen: 100 };
    const send = { call: 'send', elapsed_ms: 10 };
    expect(await outcome(PAID)).toEqual({
      level: 'info',
      message: 'send completed',
      fields: { ...names, state: 'paid', code: null, exchanges: [{ ...send, result: 'paid', code: null }] },
    });
    const code = 'MONEY_LIMIT';
    const query = { call: 'query', elapsed_ms: 10, result: 'missing', code: 'NOT_FOUND' };
    expect(await outcome(REFUSED)).toMatchObject({
      level: 'info',
      fields: { ...names, state: 'closed', code, exchanges: [{ ...send, result: 'open', code }, query] },
    });
  });

  it('has no code in its line where WeChat says something else in its place', async () => {
    const stage = harnessFor(answered(refusal(record().re_openid, '-')));
    await run(stage);
    expect(stage.lines[0]).toMatchObject({
      message: 'send completed',
      fields: { state: 'open', code: null },
    });
    expect(JSON.stringify(stage.lines)).not.toContain(record().re_openid);
  });

  it('logs no key, no signature and no whole openid', async () => {
    const stage = harnessFor(LOST, answered(found('SENT')));
    await run(stage);
    const all = JSON.stringify(stage.lines);
    const [sign = 'no sign'] = /(?<=<sign><!.CDATA.)[0-9A-F]{32}/.exec(stage.posted[0]?.body ?? '') ?? [];
    expect(sign).toHaveLength(32);
    for (const secret of [record().re_openid, MERCHANT.apiKey, sign]) expect(all).not.toContain(secret);
    expect(stage.said('info')).toHaveLength(1);
  });

  it('alarms when another order lives under its number', async () => {
    const stage = harnessFor(LOST, OTHER_AMOUNT);
    expect(await run(stage)).toMatchObject({ told: { state: 'open' } });
    expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', record().id]]);
  });

  it('is stored without the status of an order that WeChat then calls another’s', async () => {
    const shown = record({ status: 'SENDING' });
    const stage = harnessFor(answered(refusal('FATAL_ERROR', '两次请求参数不一致')), LOST, shown);
    await run(stage, false, shown);
    expect(stage.stored()).toMatchObject({ state: 'open', foreign_at_ms: CREATED_AT_MS + 10 });
    expect(stage.stored()).not.toHaveProperty('status');
  });

  it('is in doubt after a response for a different order, which is kept as WeChat’s last answer', async () => {
    const other = changed(without(X1B_PAID_LIVE, 'sign'), 'mch_billno', `Z${order().mch_billno.slice(1)}`);
    const stage = harnessFor(answered(other), LOST);
    await run(stage);
    expect(stage.calls).toEqual(['send', 'query']);
    expect(stage.stored()).toMatchObject({
      ...{ state: 'open', doubt_at_ms: CREATED_AT_MS + 10, raw_result: other },
      ...{ err_code: 'SYSTEMERROR', err_code_des: "WeChat Pay's response is for a different order." },
    });
  });

  it('alarms when its recipients are named without our openid, unless WeChat then confirms our send', async () => {
    const theirs = answered(found('RECEIVED', 1, recipients('oSomebodyElse')));
    const replies = (...sends: Reply[]) => {
      let sent = -1;
      const next = () => {
        sent += 1;
        return sends[sent] ?? LOST;
      };
      return new PaymentHarness((call) => ({ reply: call === 'send' ? next() : theirs }), MERCHANT, record());
    };
    const unproven = await replies(LOST, LOST).at(0);
    expect((await run(unproven)).told).toMatchObject({ state: 'open' });
    expect(unproven.said('error')).toEqual([['WeChat Pay contradicts the record', record().id]]);
    const proven = replies(LOST, PAID);
    expect((await run(proven)).told).toMatchObject({ state: 'paid', proof: 'echo' });
    expect(proven.said('error')).toEqual([]);
  });

  it('alarms of such recipients also when WeChat does not answer the query after the send that was to prove them', async () => {
    const replies: Reply[] = [answered(found('RECEIVED', 1, recipients('oSomebodyElse'))), LOST];
    const answer = (call: 'send' | 'query') => ({ reply: (call === 'query' && replies.shift()) || LOST });
    const stage = new PaymentHarness(answer, MERCHANT, record());
    await run(stage, true);
    expect(stage.calls).toEqual(['query', 'send', 'query']);
    expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', record().id]]);
  });

  it('does not alarm of its age: the use case that ran it does, once', async () => {
    const old = await harnessFor(PAID, LOST).at(29 * DAY_MS);
    await run(old, true);
    expect(old.said('error')).toEqual([['recovery stopped sending', record().id]]);
    expect(old.stored().unresolved_at_ms).toBeGreaterThan(CREATED_AT_MS + 29 * DAY_MS);
  });
});

describe('an outcome that cannot be stored because another attempt took the record', () => {
  /** Another attempt takes the record before this one can write. */
  async function barred(send: Reply, theirs: Partial<StoredRecord>) {
    const stage = harnessFor(send);
    stage.beforeUpdate(() => stage.change({ token: 'theirs', ...theirs }));
    const { told, onRecord } = await run(stage);
    expect(stage.said('warn')).toEqual([['another attempt took the record over', record().id]]);
    expect(onRecord).toMatchObject({ token: 'theirs', ...theirs });
    return { told, stage };
  }

  it.each(['open', 'parked', 'paid'] as const)(
    'is told all the same when WeChat confirmed it paid, and the record is %s',
    async (state) => {
      const { told, stage } = await barred(PAID, { state });
      expect(told).toMatchObject({ state: 'paid' });
      expect(stage.said('error')).toEqual([]);
    },
  );

  it('alarms when WeChat confirmed it paid, and the record was closed meanwhile', async () => {
    const { told, stage } = await barred(PAID, { state: 'closed' });
    expect(told).toMatchObject({ state: 'paid' });
    const fields = { record_id: record().id, state: 'closed', query: 'paid' };
    expect(stage.errors()).toEqual([['WeChat Pay contradicts the record', expect.objectContaining(fields)]]);
  });

  it.each(['paid', 'open', 'parked', 'closed'] as const)(
    'is else what the other one knows: %s',
    async (state) => {
      const { told, stage } = await barred(REFUSED, { state });
      expect(told).toMatchObject({ state, token: 'theirs' });
      expect(stage.said('error')).toEqual([]);
    },
  );

  it('is told as learned when the record cannot be found', async () => {
    const stage = harnessFor(PARKED);
    stage.beforeUpdate(() => stage.table.records.clear());
    expect((await run(stage)).told).toMatchObject({ state: 'parked', err_code: 'NOTENOUGH' });
  });
});

describe('an outcome that could not be stored', () => {
  async function unstored(send: Reply) {
    const stage = harnessFor(send);
    stage.breakTable('update');
    const { told, onRecord } = await run(stage);
    expect(onRecord).toEqual(record());
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
    const { told } = await unstored(REFUSED);
    expect(told).toMatchObject({ state: 'open', err_code: 'MONEY_LIMIT' });
  });
});

describe('rescheduling a record whose account has no secret', () => {
  const FREE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });

  async function rescheduled(before: StoredRecord, ageMs: number) {
    const stage = await harnessFor(LOST, LOST, before).at(ageMs);
    const after = await reschedule(stage.deps, before);
    expect(stage.stored()).toEqual(after);
    expect(stage.posted).toEqual([]);
    return { after, stage };
  }

  it('makes it due as if WeChat had not answered, and changes nothing else', async () => {
    const { after } = await rescheduled(FREE, HOUR_MS);
    expect(after).toEqual({ ...FREE, due_at: CREATED_AT_MS + 2 * HOUR_MS });
  });

  it('leaves a lease that ran out as it is, and with it the doubt', async () => {
    const dead = { ...FREE, lease_until_ms: CREATED_AT_MS + 35_000 };
    const { after } = await rescheduled(dead, HOUR_MS);
    expect(after).toEqual({ ...dead, due_at: CREATED_AT_MS + 2 * HOUR_MS });
  });

  it('stores when a claim of the future was first met, so that its age counts from now on', async () => {
    const ahead = { ...FREE, created_at: CREATED_AT + 365 * 86_400 };
    const { after } = await rescheduled(ahead, HOUR_MS);
    expect(after).toEqual({
      ...ahead,
      first_met_ms: CREATED_AT_MS + HOUR_MS,
      due_at: CREATED_AT_MS + HOUR_MS + 600_000,
    });
  });

  it('says once that recovery has stopped sending it', async () => {
    const { after, stage } = await rescheduled(FREE, DAY_MS);
    expect(stage.said('error')).toEqual([['recovery stopped sending', FREE.id]]);
    const again = await rescheduled(after, 2 * DAY_MS);
    expect(again.stage.said('error')).toEqual([]);
  });
});
