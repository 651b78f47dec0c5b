import type { AccountRow } from '../../cli/certificate/list';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { yuanToFen } from '../../shared/api/money';
import { type StateLook, stateMark } from '../state-mark';
import { ACCOUNTS } from '../text/accounts';
import { textOf, type Visit } from '../visit';
import type { Usage } from './usage';

/** As `certificate put` warns. */
const WARNING_DAYS = 30;

function certificate(visit: Visit, days: number | null): Html {
  const text = textOf(visit, ACCOUNTS);
  if (days === null) return stateMark(['refused', 'refused'], text.unreadable);
  const look: StateLook =
    days < 0 ? ['refused', 'refused'] : days < WARNING_DAYS ? ['retry', 'retry'] : ['paid', 'check'];
  return stateMark(look, text.daysLeft(days));
}

function budget(visit: Visit, claimedFen: number, budgetYuan: number | null): Html {
  const text = textOf(visit, ACCOUNTS);
  if (budgetYuan === null) return html`<span class="soft">${text.noBudget}</span>`;
  const fen = yuanToFen(budgetYuan) ?? 0;
  const percent = fen === 0 ? 100 : Math.round((claimedFen * 100) / fen);
  return html`${yuanShown(fen)}<br><progress max="100" value="${Math.min(100, percent)}" aria-label="${text.used(percent)}"></progress> <small>${text.used(percent)}</small>`;
}

function row(visit: Visit, account: AccountRow, { claimedFen }: Usage): Html {
  const text = textOf(visit, ACCOUNTS);
  const {
    official_account_id: appid,
    gateway_type: gateway,
    mch_id,
    days_left,
    daily_budget_yuan,
    problem,
  } = account;
  const claimed = claimedFen.get(`${appid}/${gateway}`) ?? 0;
  const params = new URLSearchParams({ account: appid, gateway, mch_id: mch_id ?? '' });
  return html`<tr><th scope="row"><span class="mono">${appid}</span><br><small class="soft">${gateway}</small>${problem !== null && html`<br><small class="problem">${text.problem} <span lang="en">${problem}</span></small>`}</th>
<td class="mono">${mch_id ?? '–'}</td><td>${certificate(visit, days_left)}</td><td class="num">${yuanShown(claimed)}</td><td class="num">${budget(visit, claimed, daily_budget_yuan)}</td>
<td class="num"><a class="button" href="/accounts/put?${params.toString()}" aria-label="${text.renew}: ${appid} ${gateway}">${text.renew}</a></td></tr>`;
}

/** The accounts of the stack, without anything of their keys. */
export function accountTable(visit: Visit, rows: readonly AccountRow[], usage: Usage): Html {
  const text = textOf(visit, ACCOUNTS);
  return html`<div class="scroll" role="region" aria-label="${text.caption}" tabindex="0"><table><caption class="hidden">${text.caption}</caption><thead><tr><th scope="col">${text.account}</th><th scope="col">${text.merchant}</th><th scope="col">${text.days}</th><th scope="col" class="num">${text.claimed}</th><th scope="col" class="num">${text.budget}</th><th scope="col"><span class="hidden">${text.renew}</span></th></tr></thead>
<tbody>${rows.map((account) => row(visit, account, usage))}</tbody></table></div>`;
}
