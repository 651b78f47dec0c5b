/** One request from its body to the reply, faults included. */

import { type ApiRequest, checkRequest, receive } from '../calls/receive';
import { type ApiResponse, bareFail, failure, sendSuccess, writeResponse } from '../calls/responses';
import { catchUp, type World } from '../calls/world';
import { CERTIFICATE_ABSENT_PAGE, CERTIFICATE_REFUSED_PAGE, statusPage } from '../protocol/pages';
import type { Element } from '../protocol/xml';
import { corruptXml } from './corrupt-xml';
import { HTML, htmlReply, type Reply, XML } from './reply';
import type { Fault } from './types';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;
type Wait = (ms: number) => Promise<void>;

/** The exchange of one request: its fields, its effect, and how its response is written. */
class Exchange {
  private readonly fields: ReadonlyMap<string, string>;

  constructor(
    private readonly world: World,
    private readonly request: ApiRequest,
  ) {
    this.fields = request.fields ?? new Map();
  }

  effect(): ApiResponse {
    return receive(this.world, this.request);
  }

  xml(response: ApiResponse): string {
    const { accounts, settings } = this.world.ledger;
    return writeResponse(response, settings, accounts.get(this.fields.get('mch_id') ?? ''));
  }

  reply(response: ApiResponse, body = this.xml(response)): Reply {
    return { kind: 'http', status: 200, headers: XML, body, summary: response.summary };
  }

  /** The true response; for a send that must have no effect, the success it would have got. */
  responseFor(when: 'before' | 'after'): ApiResponse {
    if (when === 'after' || this.request.call === 'gethbinfo') return this.effect();
    return sendSuccess(this.fields, '1000041701000000000000000000000', this.world.ledger.settings);
  }

  failure(fault: Of<'answer'>): ApiResponse {
    const { err_code, err_code_des, return_code, order } = fault;
    return failure(order ? this.fields : new Map(), { err_code, err_code_des, return_code });
  }

  withChangedEcho({ change }: Of<'echo'>): ApiResponse {
    const response = this.effect();
    const changes: Readonly<Record<string, string | undefined>> = change;
    const elements = response.elements.map((element): Element => {
      const text = changes[element.name];
      return text === undefined ? element : { name: element.name, text };
    });
    return { elements, summary: response.summary };
  }

  status({ status, body, headers, when }: Of<'status'>): Reply {
    const response = this.responseFor(when);
    const shown = body === 'answer' ? this.xml(response) : (body ?? statusPage(status));
    const type = body === 'answer' ? XML : HTML;
    return { kind: 'http', status, headers: { ...type, ...headers }, body: shown, summary: `http ${status}` };
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

  processing({ forMs, ending }: Of<'processing'>): ApiResponse {
    return receive(this.world, this.request, { forMs, ending });
  }
}

/** Writes a forged `sign` into the finished XML: signing the response would add a second, correct one. */
function forgedEcho(exchange: Exchange, fault: Of<'echo'>): Reply {
  const response = exchange.withChangedEcho(fault);
  const xml = exchange.xml(response);
  const { sign } = fault.change;
  if (sign === undefined) return exchange.reply(response, xml);
  const unsigned = xml.replace(/<sign>.*?<\/sign>\s*/s, '');
  return exchange.reply(response, unsigned.replace(/<\/xml>$/, `<sign>${sign}</sign></xml>`));
}

function reset(exchange: Exchange, { partial, when }: Of<'reset'>): Reply {
  const xml = exchange.xml(exchange.responseFor(when));
  return partial
    ? { kind: 'reset', begun: xml, summary: 'reset during the response' }
    : { kind: 'reset', begun: null, summary: 'reset' };
}

async function slow(exchange: Exchange, { delayMs, when }: Of<'slow'>, wait: Wait): Promise<Reply> {
  if (when === 'before') await wait(delayMs);
  const reply = exchange.reply(exchange.effect());
  if (when === 'after') await wait(delayMs);
  return reply;
}

async function replyWithFault(exchange: Exchange, fault: Fault, wait: Wait): Promise<Reply> {
  switch (fault.kind) {
    case 'answer':
      exchange.responseFor(fault.when);
      return exchange.reply(exchange.failure(fault));
    case 'fail':
      exchange.responseFor(fault.when);
      return exchange.reply(bareFail(fault.return_msg));
    case 'timeout':
      exchange.responseFor(fault.when);
      return { kind: 'hang', summary: 'no answer' };
    case 'reset':
      return reset(exchange, fault);
    case 'status':
      return exchange.status(fault);
    case 'certificate':
      return htmlReply(400, fault.page === 'absent' ? CERTIFICATE_ABSENT_PAGE : CERTIFICATE_REFUSED_PAGE);
    case 'xml': {
      const response = exchange.responseFor(fault.when);
      const body = corruptXml(exchange.xml(response), fault.shape);
      return exchange.reply({ ...response, summary: `xml ${fault.shape}` }, body);
    }
    case 'echo':
      return forgedEcho(exchange, fault);
    case 'slow':
      return slow(exchange, fault, wait);
    case 'late':
      exchange.late(fault);
      return { kind: 'hang', summary: 'no response yet' };
    case 'processing':
      return exchange.reply(exchange.processing(fault));
  }
}

/** Lets a request take effect and returns the reply; `wait` waits real milliseconds. */
export function respond(
  world: World,
  request: ApiRequest,
  fault: Fault | undefined,
  wait: Wait,
): Promise<Reply> {
  const exchange = new Exchange(world, request);
  return fault ? replyWithFault(exchange, fault, wait) : Promise.resolve(exchange.reply(exchange.effect()));
}
