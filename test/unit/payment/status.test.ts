import { redPackStatus } from '../../../shared/payment/status';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST, recipients } from '../support/replies';
import { CONFIG, MERCHANT, order, record } from '../support/samples';

const DAY_MS = 86_400_000;
const THEIRS = answered(found('RECEIVED', 1, recipients('oSomebodyElse')));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const FREE = record({ lease_until_ms: 0 });

function ask(stage: PaymentHarness) {
  return redPackStatus(stage.deps, CONFIG, { by: 'id', id: FREE.id }, stage.now + 30_000);
}

function asking(reply: Reply, stored: StoredRecord = FREE): PaymentHarness {
  return new PaymentHarness(() => ({ reply }), MERCHANT, stored);
}

describe('the status of a red packet', () => {
  it('is WeChat’s answer, flat, and is recorded; nothing is sent', async () => {
    const stage = asking(answered(found('RECEIVED')));
    expect(await ask(stage)).toMatchObject({
      status: 'RECEIVED',
      total_amount: '100',
      return_code: 'SUCCESS',
    });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored()).toMatchObject({ state: 'paid', status: 'RECEIVED' });
    expect(stage.loaded).toEqual(['wx8888888888888888/weixin_tenpay']);
  });

  it.each([
    ['no such order', MISSING, 'NOT_FOUND'],
    ['too many queries', answered(refusal('FREQ_LIMIT', '频率过高')), 'FREQ_LIMIT'],
    ['no answer', LOST, 'SYSTEMERROR'],
  ])(
    'that WeChat does not give is told with its code, and that the outcome is open: %s',
    async (_, reply, code) => {
      expect(await ask(asking(reply))).toMatchObject({ err_code: code, outcome: 'open', id: FREE.id });
    },
  );

  it.each<[string, Reply, Partial<StoredRecord>]>([
    ['of another amount', answered(changed(found('SENT'), 'total_amount', '200')), {}],
    ['that WeChat has called another’s', answered(found('SENT')), { foreign_at_ms: 1 }],
    ['taken by somebody else', THEIRS, {}],
    ['once taken by somebody else', answered(found('RECEIVED')), { unproven_at_ms: 1 }],
    [
      'taken by somebody else, of a payment that only a query has proven',
      THEIRS,
      { state: 'paid', proof: 'query' },
    ],
  ])('of an order %s is told as open: it is not ours to show', async (_, reply, changes) => {
    const stage = asking(reply, { ...FREE, ...changes });
    const told = await ask(stage);
    expect(told).toMatchObject({ err_code: 'SYSTEMERROR', outcome: 'open', id: FREE.id });
    expect(told).not.toHaveProperty('status');
    expect(told).not.toHaveProperty('hblist');
    expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', FREE.id]]);
  });

  it('of a payment that WeChat has confirmed to us is its answer, no matter who its recipients are', async () => {
    const stage = asking(THEIRS, { ...FREE, state: 'paid', proof: 'echo' });
    expect(await ask(stage)).toMatchObject({ status: 'RECEIVED', hblist: [{ openid: 'oSomebodyElse' }] });
    expect(stage.said('error')).toEqual([]);
  });

  it.each([
    [20 * DAY_MS - 1_000, null],
    [20 * DAY_MS, 'warn'],
    [29 * DAY_MS, 'error'],
  ] as const)('of a record that is still open after %d ms: %s', async (ageMs, level) => {
    const stage = await asking(MISSING).at(ageMs);
    expect(await ask(stage)).toMatchObject({ err_code: 'NOT_FOUND', outcome: 'open' });
    expect(stage.lines.filter((line) => line.level !== 'info').map((line) => line.level)).toEqual(
      level === null ? [] : [level],
    );
    const paid = await asking(answered(found('SENT'))).at(ageMs);
    await ask(paid);
    expect(paid.lines.filter((line) => line.level !== 'info')).toEqual([]);
  });

  it('of a record whose secret names another merchant is what is on record, and an alarm', async () => {
    const parked = { ...FREE, mch_id: '2', state: 'parked' as const, err_code: 'NOTENOUGH' };
    const stage = asking(answered(found('SENT')), parked);
    expect(await ask(stage)).toMatchObject({ err_code: 'NOTENOUGH', outcome: 'retry' });
    expect(stage.calls).toEqual([]);
    expect(stage.said('error')).toEqual([[expect.stringContaining('another merchant'), FREE.id]]);
  });

  it('of what is not on record is 404, without a secret or WeChat', async () => {
    const stage = asking(LOST, record({ id: 'f'.repeat(24) }));
    await expect(ask(stage)).rejects.toMatchObject({ status: 404 });
    expect([stage.loaded, stage.calls]).toEqual([[], []]);
  });
});
