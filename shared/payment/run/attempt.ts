import { codeWord } from '../../api/log';
import type { Merchant } from '../../api/merchant';
import type { Progress, StoredRecord } from '../../records/record';
import { queryRequest, sendRequest } from '../../wechat-pay/requests';
import { accountFaultOf } from '../../wechat-pay/responses/account-faults';
import { classifyQuery, type QueryResult } from '../../wechat-pay/responses/classify-query';
import { classifySend, type SendResult } from '../../wechat-pay/responses/classify-send';
import { CLOCK_MARGIN_MS, MAX_ANSWER_MS, TIME_TO_RECORD_MS } from '../decide/limits';
import { decide, type Event, type Situation, type Step } from '../decide/next-step';
import { mayStillArrive } from '../decide/times';
import {
  applyBelievedRefusal,
  applyQueryResult,
  applySendResult,
  hostOf,
  provesAbsence,
  standingOf,
} from '../decide/transitions';
import type { PaymentDeps } from './deps';
import { isOtherMerchant } from './lease';
import type { Pacer } from './pacer';

/** Initial state and limits of an attempt. Times are unix milliseconds. */
export interface AttemptOptions {
  readonly merchant: Merchant;
  readonly inDoubt: boolean;
  /** The record was parked: WeChat keeps its order so that it can be sent again. */
  readonly reenters: boolean;
  readonly deadline: number;
  readonly sendUntil: number;
  readonly resendWaitMs: number;
  /** Spaces the calls of several concurrent attempts; without one, calls are not paced. */
  readonly pacer?: Pacer | undefined;
}

/** One call to WeChat, as logged. */
export interface Exchange {
  readonly call: 'send' | 'query';
  readonly result: (SendResult | QueryResult)['kind'];
  /** WeChat's code, or ours for a refused certificate. */
  readonly code: string | null;
  readonly elapsed_ms: number;
}

/** Result of an attempt. */
export interface AttemptResult {
  readonly record: StoredRecord;
  readonly exchanges: readonly Exchange[];
  /** WeChat's last answer to a query; null if there was none. */
  readonly query: QueryResult | null;
}

type Secret = Situation['secret'];

/**
 * Advances one open record towards a final state: asks `decide` for the next step, takes it, and applies the result.
 * The record must be owned (claimed, or its lease taken). Never throws for anything that WeChat does.
 */
export class PaymentAttempt {
  private readonly startedAt: number;
  private merchant: Merchant;
  private inDoubt: boolean;
  private sends = 0;
  private host: number;
  private lastSentAt: number | null;
  private secret: Secret = 'as-cached';
  private lastSend: SendResult | null = null;
  private lastQuery: QueryResult | null = null;
  private last: Event | null = null;
  private readonly exchanges: Exchange[] = [];

  constructor(
    private readonly deps: PaymentDeps,
    private record: StoredRecord,
    private readonly options: AttemptOptions,
  ) {
    this.startedAt = deps.clock.now();
    this.merchant = options.merchant;
    this.inDoubt = options.inDoubt;
    this.host = hostOf(record, this.startedAt, deps.weChatPay.hostCount);
    // A crashed attempt recorded no send; the end of its lease is used instead. Its clock was a different one.
    const sentAt = Math.max(record.sent_at_ms ?? 0, record.doubt_at_ms ?? 0);
    // Stryker disable next-line ConditionalExpression: 0 would mean a send in 1970, longer ago than any spacing, so there is no wait, just as without a send.
    this.lastSentAt = sentAt === 0 ? null : sentAt + CLOCK_MARGIN_MS;
  }

  /** Runs the attempt and returns the resulting record. Nothing is stored yet. */
  async run(): Promise<AttemptResult> {
    for (;;) {
      const step = decide(this.situation());
      if (step.do === 'end') break;
      await this.take(step);
      if (step.do === 'end-as-refused') break;
    }
    return { record: this.record, exchanges: this.exchanges, query: this.lastQuery };
  }

  private situation(): Situation {
    const { record, startedAt, inDoubt, sends, lastSentAt, secret, lastSend, last } = this;
    const { deadline, sendUntil, resendWaitMs, pacer, reenters } = this.options;
    const noSendBefore = pacer?.nextAt('send') ?? 0;
    const noQueryBefore = pacer?.nextAt('query') ?? 0;
    const now = this.deps.clock.now();
    // Stryker disable next-line StringLiteral: decide checks only for 'fresh'; any other value has the same effect.
    const began = this.options.inDoubt ? 'in-doubt' : 'fresh';
    const otherHostLeft = this.host + 1 < this.deps.weChatPay.hostCount;
    const refusedForSecret = lastSend?.kind === 'parked' && lastSend.mayBeStaleSecret;
    return {
      ...{ now, startedAt, deadline, sendUntil, resendWaitMs, noSendBefore, noQueryBefore, record, began },
      ...{ inDoubt, sends, lastSentAt, otherHostLeft, secret, refusedForSecret, reenters, last },
    };
  }

  private async take(step: Exclude<Step, { do: 'end' }>): Promise<void> {
    switch (step.do) {
      case 'wait':
        return this.deps.clock.sleep(step.ms);
      case 'renew-secret':
        return this.renewSecret();
      case 'query':
        return this.query();
      case 'send':
        // In doubt, continue with the site that may have the request.
        return this.send(this.inDoubt ? this.host : 0);
      case 'send-to-other-host':
        return this.send(this.host + 1);
      case 'end-as-refused':
        return this.believeRefusal(step.mayClose);
    }
  }

  private answerTimeout(): number {
    return Math.min(MAX_ANSWER_MS, this.options.deadline - this.deps.clock.now() - TIME_TO_RECORD_MS);
  }

  private async send(host: number): Promise<void> {
    const startedAt = this.deps.clock.now();
    this.host = host;
    this.sends += 1;
    this.options.pacer?.take('send', startedAt);
    const request = sendRequest(this.record, this.merchant);
    const reply = await this.deps.weChatPay.post(request, this.merchant, host, this.answerTimeout());
    // Counts from the end of the exchange: a process frozen before its bytes were sent would otherwise count too
    // early.
    const atMs = this.deps.clock.now();
    this.lastSentAt = atMs;
    const result = classifySend(reply, this.record, this.merchant.apiKey, this.inDoubt);
    // Stryker disable next-line ConditionalExpression,StringLiteral: A paid result has no code, and the log omits an undefined code as well; the check is for the types.
    this.note('send', result, result.kind === 'paid' ? null : result.code, startedAt);
    if (leavesOutcomeUnknown(result)) this.inDoubt = true;
    this.learn(applySendResult(this.record, reply, result, atMs));
    if (reply.kind !== 'unsent') this.learn({ host: host === 0 ? undefined : host });
    this.lastSend = result;
    this.happened({ of: 'send', result });
  }

  private async query(): Promise<void> {
    const atMs = this.deps.clock.now();
    this.options.pacer?.take('query', atMs);
    const request = queryRequest(this.record, this.merchant);
    const reply = await this.deps.weChatPay.post(request, this.merchant, this.host, this.answerTimeout());
    const result = classifyQuery(reply, this.record, this.merchant.apiKey, standingOf(this.record));
    this.note('query', result, 'code' in result ? result.code : result.status, atMs);
    if (this.options.reenters && this.isNothingUnderWay(result, atMs)) this.forgetDoubt();
    // Something was paid under this number: a refusal of another send does not say what.
    if (result.kind === 'unproven') this.inDoubt = true;
    this.learn(applyQueryResult(this.record, result, this.deps.clock.now()));
    // An unanswered query does not undo an earlier answer, which still has to raise its alarm.
    if (result.kind !== 'unanswered') this.lastQuery = result;
    // Stryker disable next-line StringLiteral: decide checks only for 'send'; any other value has the same effect.
    this.happened({ of: 'query', result });
  }

  /** When queried after the last late arrival, WeChat shows the order unpaid: no earlier request can have paid it. */
  private isNothingUnderWay(result: QueryResult, askedAtMs: number): boolean {
    const isAbsent = result.kind === 'missing' && !result.documented && provesAbsence(this.record, askedAtMs);
    return (result.kind === 'parked' || isAbsent) && !mayStillArrive(this.record, askedAtMs);
  }

  private forgetDoubt(): void {
    this.inDoubt = false;
    this.learn({ doubt_at_ms: undefined });
  }

  private async renewSecret(): Promise<void> {
    // Stryker disable next-line StringLiteral: decide checks for the other three values; any value that is none of them has the effect of 'same'.
    this.secret = 'same';
    try {
      const merchant = await this.deps.merchants.load(this.record, true);
      if (isOtherMerchant(this.deps, this.record, merchant)) {
        this.secret = 'other-merchant';
      } else if (merchant !== this.merchant) {
        this.merchant = merchant;
        this.secret = 'changed-since';
      }
    } catch (error) {
      // WeChat's response stands without the reloaded secret; failing here would lose it.
      this.deps.log.warn('secret not renewed', { record_id: this.record.id, error: String(error) });
    }
  }

  private believeRefusal(mayClose: boolean): void {
    this.learn(applyBelievedRefusal(this.record, mayClose));
  }

  private happened(event: Event): void {
    this.last = event;
    if (this.secret === 'changed-since') this.secret = 'changed-before';
  }

  private learn(changes: Partial<Progress>): void {
    this.record = { ...this.record, ...changes };
  }

  private note(
    call: 'send' | 'query',
    result: SendResult | QueryResult,
    code: string | null,
    atMs: number,
  ): void {
    const elapsed_ms = this.deps.clock.now() - atMs;
    this.exchanges.push({
      ...{ call, result: result.kind, code: accountFaultOf(result) ?? codeWord(code), elapsed_ms },
    });
  }
}

/** Whether this request may still pay, given its result. */
function leavesOutcomeUnknown(result: SendResult): boolean {
  return result.kind === 'open' && result.cause !== 'unsent' && result.cause !== 'refused-unproved';
}
