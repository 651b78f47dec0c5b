import type { Campaign } from './chaos';
import { countBy, sumFen } from './groups';
import { KINDS, UNCLEAR } from './kinds';

export function share({ disturbed, calls }: Campaign): number {
  return disturbed / calls.length;
}

export function recordedFen({ remains }: Campaign): number {
  return sumFen(remains.rows.filter(({ state }) => state === 'paid').map(({ total_fen }) => total_fen));
}

export function paidFen({ remains }: Campaign): number {
  return sumFen(remains.payments.map(({ amountFen }) => amountFen));
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

/** The campaign in figures, as it is printed. */
export function describeCampaign(campaign: Campaign): string {
  const { seed, intents, calls, disturbed, hits, kills, duplicates, recoveryRounds, remains } = campaign;
  const kinds = countBy(hits, ({ kind }) => kind);
  const said = countBy(
    intents.flatMap((intent) => intent.calls),
    (call) => call.said,
  );
  const percent = (share(campaign) * 100).toFixed(1);
  return [
    `campaign of ${intents.length} intents, seed ${seed} (CAMPAIGN_SEED repeats its plans)`,
    `  calls                ${calls.length}, disturbed ${disturbed} (${percent} %), duplicates ${duplicates}`,
    `  answers              ${list(said)}`,
    `  containers killed    ${kills}`,
    `  requests at WeChat   ${remains.requests.length}`,
    `  disturbances         ${hits.length}`,
    ...[...KINDS, UNCLEAR].map((kind) => `    ${String(kinds.get(kind) ?? 0).padStart(5)}  ${kind}`),
    `  recovery             ${recoveryRounds} rounds after faults stopped, ${campaign.leftOpen} records left open`,
    `  records              ${list(countBy(remains.rows, ({ state }) => state))}`,
    `  payments             ${remains.payments.length}, ${paidFen(campaign)} fen; recorded ${recordedFen(campaign)} fen`,
    `  balance              ${remains.startFen} - ${paidFen(campaign)} = ${remains.balanceFen} fen`,
    `  wrong                ${campaign.faults.length}`,
    '',
  ].join('\n');
}
