import { idempotencyKey, refuseOtherParams } from '../../../shared/payment/idempotency-key';
import { expectSentenceOn, refusalOf } from '../support/refusals';
import { INTENT, record } from '../support/samples';

const REQUEST = '8F507CFC-0000-4000-8000-00000000aBcD';
const random = () => 'random-key';

describe('idempotencyKey', () => {
  it('is the caller’s key before all else', () => {
    expect(idempotencyKey('order-1', 'event-1', REQUEST, random)).toEqual({
      key: 'order-1',
      from: 'idempotency_key',
    });
  });

  it('is the id of the EventBridge event next', () => {
    expect(idempotencyKey(null, 'event-1', REQUEST, random)).toEqual({ key: 'event-1', from: 'event' });
  });

  it('is the request id then, which Lambda keeps when it retries', () => {
    expect(idempotencyKey(null, null, REQUEST, random)).toEqual({ key: REQUEST, from: 'request' });
  });

  it.each(['', 'id', 'constant', `${REQUEST}0`, ` ${REQUEST}`, REQUEST.replaceAll('-', ''), `${REQUEST}\n`])(
    'is random where the request id is %j, a stand-in’s constant',
    (requestId) => {
      expect(idempotencyKey(null, null, requestId, random)).toEqual({ key: 'random-key', from: 'random' });
    },
  );
});

describe('refuseOtherParams', () => {
  it('lets the same params pass, whatever became of the record', () => {
    for (const state of ['open', 'paid', 'parked', 'closed'] as const)
      expect(() => refuseOtherParams(record({ state, err_code: 'X' }), INTENT)).not.toThrow();
  });

  it.each([
    ['type', { type: 'fission' as const }],
    ['re_openid', { re_openid: 'oOther' }],
    ['send_name', { send_name: '另一商户' }],
    ['official_account_id', { official_account_id: 'wx9' }],
    ['total_amount', { total_fen: 101 }],
    ['total_num', { total_num: 3 }],
    ['act_name', { act_name: 'x' }],
    ['remark', { remark: '备注 ' }],
    ['wishing', { wishing: '' }],
    ['scene_id', { scene_id: 'PRODUCT_1' }],
    ['risk_info', { risk_info: 'x' }],
    ['gateway_type', { gateway_type: 'weixin_tenpay_js' as const }],
  ])('refuses another %s, by the name the caller knows', (name, changes) => {
    const message = refusalOf(() => refuseOtherParams(record(), { ...INTENT, ...changes }));
    expect(message).toContain(`another ${name}`);
    expect(message).toMatch(/^idempotency_key /);
    expect(message).not.toContain('oOther');
  });

  it('names all that differ, in one sentence', () => {
    const message = refusalOf(() => refuseOtherParams(record(), { ...INTENT, total_fen: 1, wishing: 'x' }));
    expect(message).toContain('total_amount, wishing');
    expectSentenceOn('idempotency_key', message);
  });

  it('refuses an option that is now left out', () => {
    expect(refusalOf(() => refuseOtherParams(record({ scene_id: 'PRODUCT_1' }), INTENT))).toContain(
      'scene_id',
    );
  });
});
