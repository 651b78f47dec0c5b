import type { Log } from '../../api/log';
import type { Merchant } from '../../api/merchant';
import type { Merchants } from '../../merchant/merchants';
import type { Budget } from '../../records/budget';
import type { PassLease, RecordTable } from '../../records/table';
import type { Reply } from '../../wechat-pay/protocol/transport';
import type { WeChatRequest } from '../../wechat-pay/requests';

/** Time, passed in so that a test can control it. Unix milliseconds. */
export interface Clock {
  now(): number;
  /** AWS's time, as far as its responses have reported it to this process; else `now()`. */
  awsNow(): number;
  sleep(ms: number): Promise<void>;
}

/** WeChat Pay's endpoints, in the order in which they may be tried. */
export interface WeChatPay {
  readonly hostCount: number;
  /** Never throws. @param host 0 is the main one */
  post(request: WeChatRequest, merchant: Merchant, host: number, timeoutMs: number): Promise<Reply>;
}

/** All side effects of a payment. The decisions based on them are pure. */
export interface PaymentDeps {
  readonly table: RecordTable;
  readonly passLease: PassLease;
  readonly budget: Budget;
  readonly merchants: Merchants;
  readonly weChatPay: WeChatPay;
  readonly clock: Clock;
  /** Whether paid packets are queried until it is known what became of them. */
  readonly followUp: boolean;
  /** A random token for an attempt; never the same twice. */
  readonly newToken: () => string;
  readonly log: Log;
}

/** The part of the configuration that a payment depends on. */
export interface PaymentConfig {
  readonly idNamespace: string;
  readonly miniappId: string;
  readonly clientIp: string;
  /** A new claim queries WeChat before it sends, because its number may have a past that a restored table has lost. */
  readonly queryBeforeSend: boolean;
}
