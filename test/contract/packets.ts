import { randomUUID } from 'node:crypto';

/** The appid of the local stack's demo account. */
export const APPID = 'wxcbda96de0b165486';
export const OPENID = 'oContractTest0000000000000A1';

/** Params that are all right; a test changes what it is about. */
export const NORMAL = {
  type: 'normal',
  re_openid: OPENID,
  send_name: '红包铺',
  official_account_id: APPID,
  total_amount: 1.88,
  total_num: 1,
  act_name: '新年红包',
  remark: '备注',
  wishing: '恭喜发财',
} as const;

export const FISSION = { ...NORMAL, type: 'fission', total_amount: 6, total_num: 3 } as const;

export const REQUIRED = Object.keys(NORMAL) as readonly (keyof typeof NORMAL)[];

/** An idempotency key that no other test uses. */
export function newKey(): string {
  return randomUUID();
}

/** `NORMAL` under a key of its own, with the given changes; `undefined` takes a param away. */
export function packet(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...NORMAL, idempotency_key: newKey(), ...changes };
}

export function fission(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return packet({ ...FISSION, ...changes });
}
