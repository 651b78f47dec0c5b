import type { PlanFault } from '../../../../shared/campaign/plan-folder';
import { yuan } from '../../../sum';

/** Why good rows make no plan, in Chinese; in English it is the error's message. */
export function planFaultZh(fault: PlanFault): string {
  switch (fault.kind) {
    case 'over-budget': {
      const { totalFen, earlierFen, budgetFen } = fault;
      const before =
        earlierFen === 0
          ? ''
          : `（其中 ${yuan(earlierFen)} 元已由该活动原有的计划发送，对应的行不在这份计划中）`;
      return `计划共付 ${yuan(totalFen)} 元${before}，超出预算 ${yuan(budgetFen)} 元的部分为 ${yuan(totalFen - budgetFen)} 元：请删除一些行，或提高 --budget 后重新制定计划。`;
    }
    case 'over-recipient-limit':
      return `有一位收款人共得到 ${yuan(fault.largestFen)} 元，超过每人限额 ${yuan(fault.limitFen)} 元：请删除一些行，或提高 --max-per-recipient 后重新制定计划。`;
    case 'no-row':
      return '计划中没有任何行，没有可发送的红包。';
  }
}
