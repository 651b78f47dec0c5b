import { marshall } from '@aws-sdk/util-dynamodb';
import { newRecord } from '../../shared/payment/decide/new-record';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import { sendRequest } from '../../shared/wechat-pay/requests';
import type { HarnessAddresses } from './harness/harness';

const TEXTS = { send_name: '红包铺', wishing: '恭喜发财', act_name: '新年红包', remark: '新年红包' };
const AMOUNT_FEN = 110;

/** The fields of a red packet under WeChat's names, which the peers take. */
export interface PeerPacket {
  readonly mch_billno: string;
  readonly re_openid: string;
  readonly total_amount: number;
  readonly send_name: string;
  readonly wishing: string;
  readonly act_name: string;
  readonly remark: string;
}

/** Our claim and outcome writes, conditions included, so that DynamoDB does the same work for both senders. */
const CLAIM = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' },
};
const SET = ['state', 'sent_at_ms', 'send_listid', 'raw_result', 'lease_until_ms', 'updated_at'];
const REMOVED = ['due', 'due_at'];
const OUTCOME = {
  UpdateExpression: `SET ${SET.map((name) => `#${name} = :${name}`).join(', ')} REMOVE #due, #due_at`,
  ConditionExpression: '#guard_state = :guard_state AND #guard_token = :guard_token',
  ExpressionAttributeNames: {
    ...Object.fromEntries([...SET, ...REMOVED].map((name) => [`#${name}`, name])),
    ...{ '#guard_state': 'state', '#guard_token': 'token' },
  },
};

/** Red packets that differ only in number and recipient, in the format of each sender. */
export class Jobs {
  private last = 0;

  constructor(private readonly addresses: HarnessAddresses) {}

  /** Params of sendRedPack. */
  ours(howMany: number): object[] {
    return this.times(howMany, (n) => ({
      ...TEXTS,
      type: 'normal',
      official_account_id: this.addresses.account.appid,
      re_openid: openid(n),
      total_amount: AMOUNT_FEN / 100,
      total_num: 1,
      idempotency_key: `bench/${n}`,
    }));
  }

  /** Events for the minimal sender: everything it leaves out has been done beforehand. */
  bare(howMany: number): object[] {
    const { env, account } = this.addresses;
    const { ID_NAMESPACE = '', MINIAPP_ID: miniapp_id = '' } = env;
    const merchant = {
      mchId: account.mchId,
      apiKey: account.apiKey,
      certificate: account.merchant.certificate,
      privateKey: account.merchant.privateKey,
      dailyBudgetFen: null,
    };
    return this.times(howMany, (n) => {
      const key = `bench/${n}`;
      const number = orderNumber(ID_NAMESPACE, miniapp_id, key);
      const params = {
        ...TEXTS,
        type: 'normal' as const,
        official_account_id: account.appid,
        re_openid: openid(n),
        total_fen: AMOUNT_FEN,
        total_num: 1,
        scene_id: null,
        risk_info: null,
        gateway_type: 'weixin_tenpay' as const,
      };
      const now = Date.now();
      const fixed = {
        number,
        idempotency_key: key,
        miniapp_id,
        mch_id: account.mchId,
        client_ip: '127.0.0.1',
      };
      const record = newRecord(params, { ...fixed, token: '0'.repeat(36), deadline: now + 30_000, now });
      const item = marshall(record, { removeUndefinedValues: true });
      const values = {
        ':state': 'paid',
        ':sent_at_ms': now,
        ':send_listid': '1'.repeat(31),
        ':lease_until_ms': 0,
        ':updated_at': record.updated_at,
        ':guard_state': record.state,
        ':guard_token': record.token,
      };
      const outcome = { ...OUTCOME, ExpressionAttributeValues: marshall(values) };
      const { body } = sendRequest(record, merchant);
      return { account: account.appid, id: record.id, claim: { ...CLAIM, Item: item }, body, outcome };
    });
  }

  peer(howMany: number): PeerPacket[] {
    return this.times(howMany, (n) => ({
      ...TEXTS,
      mch_billno: `${this.addresses.account.mchId}20260101${String(n).padStart(10, '0')}`,
      re_openid: openid(n),
      total_amount: AMOUNT_FEN,
    }));
  }

  private times<T>(howMany: number, make: (n: number) => T): T[] {
    return Array.from({ length: howMany }, () => {
      this.last += 1;
      return make(this.last);
    });
  }
}

function openid(n: number): string {
  return `oBench${String(n).padStart(22, '0')}`;
}
