export const TYPES = ['normal', 'fission'] as const;
export const GATEWAY_TYPES = [
  'weixin_tenpay',
  'weixin_tenpay_js',
  'weixin_tenpay_native',
  'weixin_tenpay_app',
  'weixin_tenpay_wap',
] as const;
export const DEFAULT_GATEWAY_TYPE = 'weixin_tenpay';

/** Validated params of a payment. Money is integer fen from here on; absent options are null. */
export interface SendParams {
  readonly type: (typeof TYPES)[number];
  readonly re_openid: string;
  readonly send_name: string;
  readonly official_account_id: string;
  readonly total_fen: number;
  readonly total_num: number;
  readonly act_name: string;
  readonly remark: string;
  readonly wishing: string;
  readonly scene_id: string | null;
  readonly risk_info: string | null;
  readonly gateway_type: (typeof GATEWAY_TYPES)[number];
}
