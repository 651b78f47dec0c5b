import { campaignKey } from '../../../shared/campaign/key';
import type { PlanLine } from '../../../shared/campaign/plan-line';
import type { PlanHead, PlannedRow } from '../../../shared/campaign/write-plan';

export const HEAD: PlanHead = {
  ...{ campaign: 'spring', created_at: 1_800_000_000, identity: 're_openid' },
  ...{ budget_fen: null, max_per_recipient_fen: null, approval: 'optional' },
};

/** A row of the campaign `spring`. */
export function planned(n: number, changes: Partial<PlanLine> = {}, rowKey?: string): PlannedRow {
  const re_openid = changes.re_openid ?? `oPlan${String(n).padStart(4, '0')}`;
  const line: PlanLine = {
    ...{ type: 'normal', official_account_id: 'wx1', re_openid, total_amount: 1.1, total_num: 1 },
    ...{ send_name: '红包铺', act_name: '新年', wishing: '恭喜发财', remark: '新年' },
    ...changes,
    idempotency_key: campaignKey('spring', rowKey ?? re_openid),
  };
  return { line, row: { row: n, ...(rowKey === undefined ? {} : { row_key: rowKey }) } };
}

export function rows(count: number): PlannedRow[] {
  return Array.from({ length: count }, (_, index) => planned(index + 2));
}
