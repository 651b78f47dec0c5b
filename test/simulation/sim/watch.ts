import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import type { Invocation } from './effects';

/** One request on its way to WeChat, as it leaves the process. */
export interface Leaving {
  readonly inv: Invocation;
  readonly isSend: boolean;
  readonly number: string;
  readonly body: string;
  readonly apiKey: string;
  /** The merchant of its certificate. */
  readonly mchId: string;
  readonly host: number;
  readonly timeoutMs: number;
  /** How long ago the record of the number was made, or first met by a right clock; 0 when there is none. */
  readonly ageMs: number;
  /** For how long WeChat is still processing the number, as far as it is on record. */
  readonly heldMs: number;
}

type Lost = Pick<Leaving, 'inv' | 'host'> & { readonly isAsked: boolean };

/** What is promised of a send, in numbers of the promise and not of the code. */
const MOST_SENDS = 3;
const LEAST_ANSWER_MS = 1_000;
/** Clocks may differ by half a second either way. */
export const SKEW_MS = 1_000;

/** Watches every request as it leaves: how a number may be sent is a promise in itself, whatever WeChat makes of it. */
export class Watch {
  readonly violations: string[] = [];
  private readonly bodies = new Map<string, string>();
  private readonly sends = new Map<Invocation, number>();
  /** The request of the number that never had an answer: whose, to which host, and whether it was asked for since. */
  private readonly lost = new Map<string, Lost>();

  leaves(request: Leaving): void {
    const { inv, number, body, apiKey, mchId, host, timeoutMs, ageMs, heldMs } = request;
    this.must(body.includes(`[${mchId}]`), `${number} left with the certificate of ${mchId}`);
    if (!request.isSend) return;
    const sends = (this.sends.get(inv) ?? 0) + 1;
    this.sends.set(inv, sends);
    this.must(sends <= MOST_SENDS, `${number} was sent ${sends} times in one invocation`);
    this.must(timeoutMs >= LEAST_ANSWER_MS, `${number} was sent with ${timeoutMs} ms left for its answer`);
    this.must(ageMs <= inv.sendAgeMs + SKEW_MS, `${number} was sent when it was ${ageMs} ms old`);
    const first = this.bodies.get(`${number} ${apiKey}`) ?? body;
    this.bodies.set(`${number} ${apiKey}`, first);
    this.must(first === body, `${number} was sent in other bytes`);
    this.must(heldMs <= SKEW_MS, `${number} was sent while WeChat was processing it`);
    const lost = this.lost.get(number);
    this.must(lost?.isAsked !== false, `${number} was sent again without asking`);
    // The record does not say which host it was, so an attempt that takes over goes to the main one.
    this.must(lost?.inv !== inv || lost.host === host, `${number} was sent to another host while in doubt`);
    // Until an answer says otherwise; a process that dies never learns of one.
    this.lost.set(number, { inv, host, isAsked: false });
  }

  /** @param before what was known of the number when the request left */
  cameBack({ isSend, number }: Leaving, reply: Reply, before: ReturnType<Watch['stateOf']>): void {
    const lost = this.lost.get(number);
    if (!isSend) {
      const isTold = isWhole(reply) && !/FREQ_LIMIT|SIGN_ERROR/.test(reply.body);
      if (lost !== undefined && isTold) this.lost.set(number, { ...lost, isAsked: true });
    } else if (reply.kind === 'unsent') {
      if (before === undefined) this.lost.delete(number);
      else this.lost.set(number, before);
    } else if (isWhole(reply) && !/SYSTEMERROR|PROCESSING|FREQ_LIMIT/.test(reply.body)) {
      this.lost.delete(number);
    }
  }

  forgetLost(): void {
    this.lost.clear();
  }

  stateOf(number: string) {
    return this.lost.get(number);
  }

  private must(holds: boolean, otherwise: string): void {
    if (!holds) this.violations.push(otherwise);
  }
}

function isWhole(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered' && reply.body.endsWith('</xml>');
}
