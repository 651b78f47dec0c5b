/** Valid values of each kind, to be varied one field at a time. They speak of the order of the sample answers. */
import type { Merchant } from '../../../shared/api/merchant';
import type { SendParams } from '../../../shared/api/send-params';
import type { StoredRecord } from '../../../shared/records/record';
import type { Order } from '../../../shared/wechat-pay/requests';
import { ACCOUNT, billno } from '../../fixtures/answers';

/** Params as a caller writes them: a normal packet of 1 yuan. */
export const PARAMS: Readonly<Record<string, unknown>> = {
  type: 'normal',
  re_openid: ACCOUNT.openid,
  send_name: '测试商户',
  official_account_id: ACCOUNT.appid,
  total_amount: 1,
  total_num: 1,
  act_name: '新年活动',
  remark: '备注',
  wishing: '恭喜发财',
};

/** The same, validated. */
export const INTENT: SendParams = {
  type: 'normal',
  re_openid: ACCOUNT.openid,
  send_name: '测试商户',
  official_account_id: ACCOUNT.appid,
  total_fen: 100,
  total_num: 1,
  act_name: '新年活动',
  remark: '备注',
  wishing: '恭喜发财',
  scene_id: null,
  risk_info: null,
  gateway_type: 'weixin_tenpay',
};

/** The order that sample `n` speaks of. */
export function order(n = 1, changes: Partial<Order> = {}): Order {
  const { gateway_type: _, ...intent } = INTENT;
  return { ...intent, mch_billno: billno(n), mch_id: ACCOUNT.mch_id, client_ip: '192.0.2.10', ...changes };
}

/** A merchant without certificates, for what only signs. */
export const MERCHANT: Merchant = {
  mchId: ACCOUNT.mch_id,
  apiKey: ACCOUNT.apiKey,
  certificate: '',
  privateKey: '',
  dailyBudgetFen: null,
};

/** The configuration of a payment. */
export const CONFIG = {
  ...{ idNamespace: 'red-pack-dev', miniappId: 'wxminiapp', clientIp: '192.0.2.10' },
  queryBeforeSend: false,
};

export const CREATED_AT = 1_735_689_600;
export const CREATED_AT_MS = CREATED_AT * 1000;

/** An open record, just claimed. */
export function record(changes: Partial<StoredRecord> = {}): StoredRecord {
  return {
    ...INTENT,
    ...order(1),
    v: 1,
    id: '0123456789abcdef01234567',
    idempotency_key: 'order-1',
    miniapp_id: 'wxminiapp',
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
    time_key: `${CREATED_AT_MS}-0123456789abcdef01234567`,
    state: 'open',
    token: 'attempt-1',
    lease_until_ms: CREATED_AT_MS + 35_000,
    due: 'wxminiapp',
    due_at: CREATED_AT_MS + 35_000,
    ...changes,
  };
}
