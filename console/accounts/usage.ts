import { dayOf } from '../../cli/report/day';
import { detailed } from '../../cli/report/entry';
import type { Stack } from '../../cli/stack';
import { BEIJING_S } from '../../shared/api/beijing';
import { yuanToFen } from '../../shared/api/money';

const DAY_S = 86_400;
const PAGE = 1_000;
/** Ten invocations at most. */
const MAX_READ = 10_000;

export interface Usage {
  /** Fen claimed today by account, `official_account_id/gateway_type`: what counts against the budget. */
  readonly claimedFen: ReadonlyMap<string, number>;
  /** Records that were read, if older ones of today were not; null if all were. */
  readonly cutAt: number | null;
}

/**
 * What the accounts have claimed today, Beijing time, as their budgets count it: what was refused for good is given back.
 * From the newest records of the list, so it needs no right on the table.
 */
export async function usageToday({ redPack }: Stack, nowMs: number): Promise<Usage> {
  const sinceS = dayOf(nowMs / 1000) * DAY_S - BEIJING_S;
  const claimedFen = new Map<string, number>();
  let read = 0;
  for await (const listed of redPack.sentRedPacks({ details: true, limit: PAGE })) {
    const record = detailed(listed);
    if (record.created_at < sinceS) break;
    if (read === MAX_READ) return { claimedFen, cutAt: MAX_READ };
    read += 1;
    if (record.outcome === 'refused') continue;
    const account = `${record.official_account_id}/${record.gateway_type}`;
    claimedFen.set(account, (claimedFen.get(account) ?? 0) + (yuanToFen(record.total_amount) ?? 0));
  }
  return { claimedFen, cutAt: null };
}
