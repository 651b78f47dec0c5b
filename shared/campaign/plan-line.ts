/**
 * One line of `plan.jsonl`: the event of one `sendRedPack`, with its key, exactly as an engine invokes the function.
 * Values are as the API documents them: `total_amount` a number of yuan, `total_num` an integer.
 */
export interface PlanLine {
  readonly type: 'normal' | 'fission';
  readonly official_account_id: string;
  readonly re_openid: string;
  readonly total_amount: number;
  readonly total_num: number;
  readonly send_name: string;
  readonly act_name: string;
  readonly wishing: string;
  readonly remark: string;
  readonly scene_id?: string;
  readonly risk_info?: string;
  readonly gateway_type?: string;
  readonly idempotency_key: string;
}
