import { ACCOUNT_FAULT_CODES } from '../../shared/wechat-pay/responses/account-faults';

/**
 * Codes by which WeChat parks a packet for a fault of the merchant's account, which ends for all its packets at once:
 * after a top-up, with a new key or certificate, when a limit of the account is lifted, or a moment later. Not among
 * them are those of one recipient (SENDNUM_LIMIT, RCVDAMOUNT_LIMIT), and NO_AUTH, which may be either. A refused
 * certificate parks nothing: such packets stay open, and recovery sends them again.
 */
export const ACCOUNT_FAULTS: readonly string[] = [...ACCOUNT_FAULT_CODES, 'SECOND_OVER_LIMITED'];
