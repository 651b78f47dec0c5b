import { codeWord } from '../../api/log';
import type { Merchant } from '../../api/merchant';
import type { Progress, StoredRecord } from '../../records/record';
import { queryRequest, sendRequest } from '../../wechat-pay/requests';
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

/** How a driver begins and what binds it. Times are unix milliseconds. */
export interface AttemptOptions {
  readonly merchant: Merchant;
  readonly inDoubt: boolean;
  /** The record was parked: its order is kept at WeChat to be sent again. */
  readonly reenters: boolean;
  readonly deadline: number;
  readonly sendUntil: number;
  readonly resendWaitMs: number;
  /** Spaces the calls of several attempts that run at the same time; without one, nothing is paced. */
  readonly pacer?: Pacer | undefined;
}

/** One call to WeChat, as the log tells it. */
export interface Exchange {
  readonly call: 'send' | 'query';
  readonly reading: (SendResult | QueryResult)['kind'];
  readonly code: string | null;
  readonly elapsed_ms: number;
}

/** Where a record stands after a driver. */
export interface AttemptResult {
  readonly record: StoredRecord;
  readonly exchanges: readonly Exchange[];
  /** What WeChat last said of the order when asked; null when it said nothing. */
  readonly query: QueryResult | null;
}

type Secret = Situation['secret'];

/**
 * Drives one open record towards its end: asks `decide` for the next step, takes it, learns from what comes.
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
    private readonly drive: AttemptOptions,
  ) {
    this.startedAt = deps.clock.now();
    this.merchant = drive.merchant;
    this.inDoubt = drive.inDoubt;
    this.host = hostOf(record, this.startedAt, deps.weChatPay.hostCount);
    // A driver that died recorded no send; the end of its lease stands for it. Its clock was not this one.
    const sentAt = Math.max(record.sent_at_ms ?? 0, record.doubt_at_ms ?? 0);
    this.lastSentAt = sentAt === 0 ? null : sentAt + CLOCK_MARGIN_MS;
  }

  /** The record as this driver leaves it. Nothing is stored yet. */
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
    const { deadline, sendUntil, resendWaitMs, pacer, reenters } = this.drive;
    const noSendBefore = pacer?.nextAt('send') ?? 0;
    const noQueryBefore = pacer?.nextAt('query') ?? 0;
    const now = this.deps.clock.now();
    const began = this.drive.inDoubt ? 'in-doubt' : 'fresh';
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
        // In doubt, the site that may have it is the one to go on with.
        return this.send(this.inDoubt ? this.host : 0);
      case 'send-to-other-host':
        return this.send(this.host + 1);
      case 'end-as-refused':
        return this.believeRefusal(step.mayClose);
    }
  }

  private answerTimeout(): number {
    return Math.min(MAX_ANSWER_MS, this.drive.deadline - this.deps.clock.now() - TIME_TO_RECORD_MS);
  }

  private async send(host: number): Promise<void> {
    const startedAt = this.deps.clock.now();
    this.host = host;
    this.sends += 1;
    this.drive.pacer?.take('send', startedAt);
    const request = sendRequest(this.record, this.merchant);
    const reply = await this.deps.weChatPay.post(request, this.merchant, host, this.answerTimeout());
    // From the end of the exchange: a process that stood still before its bytes left would count too early.
    const atMs = this.deps.clock.now();
    this.lastSentAt = atMs;
    const reading = classifySend(reply, this.record, this.merchant.apiKey, this.inDoubt);
    this.note('send', reading, reading.kind === 'paid' ? null : reading.code, startedAt);
    if (leavesOutcomeUnknown(reading)) this.inDoubt = true;
    this.learn(applySendResult(this.record, reply, reading, atMs));
    if (reply.kind !== 'unsent') this.learn({ host: host === 0 ? undefined : host });
    this.lastSend = reading;
    this.happened({ of: 'send', reading });
  }

  private async query(): Promise<void> {
    const atMs = this.deps.clock.now();
    this.drive.pacer?.take('query', atMs);
    const request = queryRequest(this.record, this.merchant);
    const reply = await this.deps.weChatPay.post(request, this.merchant, this.host, this.answerTimeout());
    const reading = classifyQuery(reply, this.record, this.merchant.apiKey, standingOf(this.record));
    this.note('query', reading, 'code' in reading ? reading.code : reading.status, atMs);
    if (this.drive.reenters && this.isNothingUnderWay(reading, atMs)) this.forgetDoubt();
    // Something was paid under this number: no refusal of another send says what.
    if (reading.kind === 'unproven') this.inDoubt = true;
    this.learn(applyQueryResult(this.record, reading, this.deps.clock.now()));
    // No answer takes nothing back: what was shown before still has to alarm.
    if (reading.kind !== 'unanswered') this.lastQuery = reading;
    this.happened({ of: 'query', reading });
  }

  /** Asked after the last late arrival, WeChat shows the order unpaid: no earlier request can have paid it. */
  private isNothingUnderWay(reading: QueryResult, askedAtMs: number): boolean {
    const isAbsent =
      reading.kind === 'missing' && !reading.documented && provesAbsence(this.record, askedAtMs);
    return (reading.kind === 'parked' || isAbsent) && !mayStillArrive(this.record, askedAtMs);
  }

  private forgetDoubt(): void {
    this.inDoubt = false;
    this.learn({ doubt_at_ms: undefined });
  }

  private async renewSecret(): Promise<void> {
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
      // WeChat's answer stands without the renewed secret; failing here would lose it.
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
    reading: SendResult | QueryResult,
    code: string | null,
    atMs: number,
  ): void {
    const elapsed_ms = this.deps.clock.now() - atMs;
    this.exchanges.push({ call, reading: reading.kind, code: codeWord(code), elapsed_ms });
  }
}

/** May this request still pay, after what came of it? */
function leavesOutcomeUnknown(reading: SendResult): boolean {
  return reading.kind === 'open' && reading.cause !== 'unsent' && reading.cause !== 'refused-unproved';
}
