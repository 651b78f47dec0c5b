/** One request from its body to what is sent back, faults included. */
import { type Answer, bareFail, failure, sendSuccess, writeAnswer } from '../calls/answers';
import { checkRequest, type Request, receive } from '../calls/receive';
import { catchUp, type World } from '../calls/world';
import { CERTIFICATE_ABSENT_PAGE, CERTIFICATE_REFUSED_PAGE, statusPage } from '../protocol/pages';
import type { Element } from '../protocol/xml';
import { mangle } from './mangle';
import { HTML, htmlReply, type Reply, XML } from './reply';
import type { Fault } from './types';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;
type Wait = (ms: number) => Promise<void>;

/** The exchange of one request: what it asks, where it takes effect, and how its answer is written. */
class Exchange {
  private readonly fields: ReadonlyMap<string, string>;

  constructor(
    private readonly world: World,
    private readonly request: Request,
  ) {
    this.fields = request.fields ?? new Map();
  }

  effect(): Answer {
    return receive(this.world, this.request);
  }

  xml(answer: Answer): string {
    const { accounts, settings } = this.world.ledger;
    return writeAnswer(answer, settings, accounts.get(this.fields.get('mch_id') ?? ''));
  }

  reply(answer: Answer, body = this.xml(answer)): Reply {
    return { kind: 'http', status: 200, headers: XML, body, gist: answer.gist };
  }

  /** The true answer, or, where nothing may happen, the success this send would have been told of. */
  answerFor(when: 'before' | 'after'): Answer {
    if (when === 'after' || this.request.call === 'gethbinfo') return this.effect();
    return sendSuccess(this.fields, '1000041701000000000000000000000', this.world.ledger.settings);
  }

  invented(fault: Of<'answer'>): Answer {
    const { err_code, err_code_des, return_code, order } = fault;
    return failure(order ? this.fields : new Map(), { err_code, err_code_des, return_code });
  }

  changed({ change }: Of<'echo'>): Answer {
    const answer = this.effect();
    const changes: Readonly<Record<string, string | undefined>> = change;
    const elements = answer.elements.map((element): Element => {
      const text = changes[element.name];
      return text === undefined ? element : { name: element.name, text };
    });
    return { elements, gist: answer.gist };
  }

  status({ status, body, headers, when }: Of<'status'>): Reply {
    const answer = this.answerFor(when);
    const shown = body === 'answer' ? this.xml(answer) : (body ?? statusPage(status));
    const type = body === 'answer' ? XML : HTML;
    return { kind: 'http', status, headers: { ...type, ...headers }, body: shown, gist: `http ${status}` };
  }

  late({ afterMs }: Of<'late'>): void {
    catchUp(this.world);
    const { call } = this.request;
    if (call === 'gethbinfo' || checkRequest(this.world, this.request)) return;
    const { ledger, clock } = this.world;
    const fields = Object.fromEntries(this.fields);
    const value = { seq: ledger.nextSeq(), call, fields, dueAtMs: clock.nowMs() + afterMs };
    ledger.commit({ put: 'pending', value });
  }

  processing({ forMs, ending }: Of<'processing'>): Answer {
    return receive(this.world, this.request, { forMs, ending });
  }
}

/** An answer with a forged `sign` is written as it is: signing would put a second, right one beside it. */
function forgedSign(exchange: Exchange, fault: Of<'echo'>): Reply {
  const answer = exchange.changed(fault);
  const xml = exchange.xml(answer);
  const { sign } = fault.change;
  if (sign === undefined) return exchange.reply(answer, xml);
  const unsigned = xml.replace(/<sign>.*?<\/sign>\s*/s, '');
  return exchange.reply(answer, unsigned.replace(/<\/xml>$/, `<sign>${sign}</sign></xml>`));
}

function reset(exchange: Exchange, { partial, when }: Of<'reset'>): Reply {
  const xml = exchange.xml(exchange.answerFor(when));
  return partial
    ? { kind: 'reset', begun: xml, gist: 'reset in mid-answer' }
    : { kind: 'reset', begun: null, gist: 'reset' };
}

async function slow(exchange: Exchange, { delayMs, when }: Of<'slow'>, wait: Wait): Promise<Reply> {
  if (when === 'before') await wait(delayMs);
  const reply = exchange.reply(exchange.effect());
  if (when === 'after') await wait(delayMs);
  return reply;
}

async function spoil(exchange: Exchange, fault: Fault, wait: Wait): Promise<Reply> {
  switch (fault.kind) {
    case 'answer':
      exchange.answerFor(fault.when);
      return exchange.reply(exchange.invented(fault));
    case 'fail':
      exchange.answerFor(fault.when);
      return exchange.reply(bareFail(fault.return_msg));
    case 'timeout':
      exchange.answerFor(fault.when);
      return { kind: 'hang', gist: 'no answer' };
    case 'reset':
      return reset(exchange, fault);
    case 'status':
      return exchange.status(fault);
    case 'certificate':
      return htmlReply(400, fault.page === 'absent' ? CERTIFICATE_ABSENT_PAGE : CERTIFICATE_REFUSED_PAGE);
    case 'xml': {
      const answer = exchange.answerFor(fault.when);
      const body = mangle(exchange.xml(answer), fault.shape);
      return exchange.reply({ ...answer, gist: `xml ${fault.shape}` }, body);
    }
    case 'echo':
      return forgedSign(exchange, fault);
    case 'slow':
      return slow(exchange, fault, wait);
    case 'late':
      exchange.late(fault);
      return { kind: 'hang', gist: 'no answer yet' };
    case 'processing':
      return exchange.reply(exchange.processing(fault));
  }
}

/** Lets a request take effect and says what to send back; `wait` waits real milliseconds. */
export function answerRequest(
  world: World,
  request: Request,
  fault: Fault | undefined,
  wait: Wait,
): Promise<Reply> {
  const exchange = new Exchange(world, request);
  return fault ? spoil(exchange, fault, wait) : Promise.resolve(exchange.reply(exchange.effect()));
}
