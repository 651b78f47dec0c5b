import { isHError, type RedPack } from '../../../sdk/index';
import type { PlanLine } from '../../../shared/campaign/plan-line';
import { accountFaultOfAnswer } from '../../../shared/wechat-pay/responses/account-faults';
import { messageOf } from '../../errors';
import { maskOpenid } from '../../unfinished/openids';
import type { RowOutcome } from '../outcomes';
import { DAILY_BUDGET, NO_USABLE_CERTIFICATE } from '../repairs';

/** What one call brought. */
export interface RowResult {
  /** `unsent` where the function refused before it sent anything; null where no answer says that it began. */
  readonly outcome: RowOutcome;
  readonly code?: string;
  readonly text?: string;
  /** The code of a fault of the account, which every other row would meet as well. */
  readonly accountFault?: string;
}

/** Begins the text of a 400 that is a fault of the account. */
const NO_CERTIFICATE = 'official_account_id has no usable payment certificate';

function failed(code: number, text: string): RowResult {
  if (code === 429) return { outcome: 'unsent', code: '429', text, accountFault: DAILY_BUDGET };
  if (code === 400 && text.startsWith(NO_CERTIFICATE))
    return { outcome: 'unsent', code: '400', text, accountFault: NO_USABLE_CERTIFICATE };
  if (code === 400) return { outcome: 'rejected', code: '400', text };
  // The function may have run: only an answer would say.
  return { outcome: 'open', code: String(code), text };
}

function isAbort(error: unknown): boolean {
  return (error as { name?: string } | null)?.name === 'AbortError';
}

/**
 * Sends one row.
 * @returns null if the call was given up while it waited, and Lambda has begun none of it
 * @throws Error that is no HError and no answer
 */
export async function sendRow(redPack: RedPack, line: PlanLine): Promise<RowResult | null> {
  // WeChat's texts may quote an openid, which must not reach a terminal or a log.
  const shown = (text: string): string => text.replaceAll(line.re_openid, maskOpenid(line.re_openid));
  try {
    const { data } = await redPack.sendRedPack({ ...line });
    if (data.return_code === 'SUCCESS') return { outcome: 'paid' };
    const { outcome, err_code: code, err_code_des: text } = data;
    const accountFault = accountFaultOfAnswer(code, text);
    return { outcome, code, text: shown(text), ...(accountFault !== null && { accountFault }) };
  } catch (error) {
    if (isAbort(error)) return null;
    // No answer at all: a fault of this program, which must not pass for a row that was not sent.
    if (!isHError(error)) throw error;
    return failed(error.code, shown(messageOf(error).replace(/^\d+: /, '')));
  }
}
