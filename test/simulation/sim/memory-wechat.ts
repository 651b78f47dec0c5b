/** How WeChat answers a number that it has paid: sources disagree, so all of it must be survived. */
export const REPLAYS = [
  'SUCCESS',
  'SEND_FAILED',
  'NOTENOUGH',
  'SIGN_ERROR',
  'FREQ_LIMIT',
  'PARAM_ERROR',
  // Whatever WeChat checks first may refuse a replay: limits and accounts change.
  'MONEY_LIMIT',
  'OPENID_ERROR',
  'ILLEGAL_APPID',
  'XML_ERROR',
  'MSGAPPID_ERROR',
  'ACCEPTMODE_ERROR',
] as const;
export type Replay = (typeof REPLAYS)[number];

/** One of each kind, for suites that try every pair of faults with each. */
export const KINDS_OF_REPLAY = [
  'SUCCESS',
  'SEND_FAILED',
  'NOTENOUGH',
  'SIGN_ERROR',
  'FREQ_LIMIT',
  'MONEY_LIMIT',
] as const satisfies readonly Replay[];

/** What WeChat would do with a send that it has no order for. */
export const TRUTHS = [
  'pays',
  'NOTENOUGH',
  'PARAM_ERROR',
  'SEND_FAILED',
  // A fault of the request that closes a number at once, where the two above have to be proved.
  'MONEY_LIMIT',
  'PROCESSING',
  'SYSTEMERROR',
  // WeChat says of SYSTEMERROR, and of any code it does not list, that the order may have been paid.
  'pays, says SYSTEMERROR',
  'pays, says NEW_CODE',
] as const;
export type Truth = (typeof TRUTHS)[number];

/** Refused before an order exists. */
const KEEPS_NO_ORDER: ReadonlySet<Truth> = new Set<Truth>(['PARAM_ERROR', 'MONEY_LIMIT', 'SYSTEMERROR']);

interface Order {
  readonly mch_billno: string;
  readonly mch_id: string;
  readonly re_openid: string;
  readonly total_amount: string;
  /** When WeChat made it, in unix milliseconds. */
  readonly madeAtMs: number;
  state: 'processing' | 'parked' | 'paid' | 'failed';
  reason: string;
}

type Fields = Readonly<Record<string, string>>;

const DAY_MS = 24 * 3_600_000;
/** Queries reach back so far. */
const QUERY_WINDOW_MS = 30 * DAY_MS;
/** Somebody else's recipient, under our number. */
const STRANGER = 'oStranger000000000000000001A';

/**
 * WeChat Pay's side of the story, written from its documentation and sharing nothing with the code under test:
 * orders by number, each paid at most once; a refusal may leave the order behind; a query tells what is there.
 */
export class MemoryWeChat {
  readonly orders = new Map<string, Order>();
  /** Every movement of our merchant's money to our recipients: fen by number. */
  readonly payments: { readonly mch_billno: string; readonly fen: number }[] = [];
  truth: Truth = 'pays';
  replay: Replay = 'SUCCESS';
  notFoundStyle: 'live' | 'documented' = 'live';
  /** After so many days a number that comes again is a new order: 1 by WeChat's staff, 3 by others. */
  forgetsAfterDays = Number.POSITIVE_INFINITY;
  /** Whom a query of a paid order names: nobody, its recipient, or the same person by another appid's openid. */
  recipients: 'none' | 'ours' | 'other-appid' = 'none';

  constructor(private readonly now: () => number) {}

  handle(path: string, body: string): string {
    const fields = read(body);
    return path.endsWith('gethbinfo') ? this.query(fields) : this.send(fields);
  }

  /** The order of a number at a merchant: another merchant's order of the same number is another order. */
  order(mchId: string | undefined, mchBillno: string | undefined): Order | undefined {
    return this.orders.get(`${mchId}/${mchBillno}`);
  }

  /** Another stack with our namespace pays its own recipient under our number, unless an order of ours is there. */
  strangerPays(mch_id: string, mch_billno: string, total_amount: string): void {
    if (this.order(mch_id, mch_billno) !== undefined) return;
    const order = { mch_billno, mch_id, total_amount, re_openid: STRANGER, madeAtMs: this.now() };
    this.orders.set(`${mch_id}/${mch_billno}`, { ...order, state: 'paid', reason: '' });
  }

  isForeign({ re_openid }: Order): boolean {
    return re_openid === STRANGER;
  }

  /** The order, if a send of its number still meets it. */
  private known(order: Order | undefined): Order | undefined {
    if (order === undefined || this.now() - order.madeAtMs < this.forgetsAfterDays * DAY_MS) return order;
    // What it is still working on, it has not forgotten.
    if (order.state === 'processing') return order;
    // What it did not pay by then, it never will.
    if (order.state === 'parked') order.state = 'failed';
    return undefined;
  }

  /** What WeChat was still working on comes to its end. */
  finish(): void {
    for (const order of this.orders.values()) if (order.state === 'processing') this.pay(order);
  }

  private send(fields: Fields): string {
    const order = this.known(this.order(fields.mch_id, fields.mch_billno));
    if (order === undefined) return this.sendNew(fields);
    if (order.re_openid !== fields.re_openid || order.total_amount !== fields.total_amount)
      return failure('FATAL_ERROR', fields);
    switch (order.state) {
      case 'paid':
        return this.replay === 'SUCCESS' ? success(order, fields) : failure(this.replay, fields);
      case 'processing':
        return failure('PROCESSING', fields);
      case 'failed':
        return failure('SEND_FAILED', fields);
      case 'parked':
        return this.attempt(order, fields);
    }
  }

  private sendNew(fields: Fields): string {
    if (KEEPS_NO_ORDER.has(this.truth)) return failure(this.truth, fields);
    const { mch_billno = '', mch_id = '', re_openid = '', total_amount = '' } = fields;
    const named = { mch_billno, mch_id, re_openid, total_amount, madeAtMs: this.now() };
    const order: Order = { ...named, state: 'parked', reason: '' };
    this.orders.set(`${mch_id}/${mch_billno}`, order);
    return this.attempt(order, fields);
  }

  private attempt(order: Order, fields: Fields): string {
    switch (this.truth) {
      case 'pays':
        this.pay(order);
        return success(order, fields);
      case 'pays, says SYSTEMERROR':
      case 'pays, says NEW_CODE':
        this.pay(order);
        return failure(this.truth.slice('pays, says '.length), fields);
      case 'PROCESSING':
        order.state = 'processing';
        return failure('PROCESSING', fields);
      case 'SEND_FAILED':
        order.state = 'failed';
        order.reason = '发放失败';
        return failure('SEND_FAILED', fields);
      case 'NOTENOUGH':
      case 'PARAM_ERROR':
      case 'MONEY_LIMIT':
      case 'SYSTEMERROR':
        order.reason = '余额不足';
        return failure('NOTENOUGH', fields);
    }
  }

  private pay(order: Order): void {
    order.state = 'paid';
    this.payments.push({ mch_billno: order.mch_billno, fen: Number(order.total_amount) });
  }

  private query(fields: Fields): string {
    const order = this.order(fields.mch_id, fields.mch_billno);
    this.known(order);
    const echo = { mch_billno: fields.mch_billno ?? '', mch_id: fields.mch_id ?? '' };
    if (order === undefined || this.now() - order.madeAtMs >= QUERY_WINDOW_MS) {
      const live = this.notFoundStyle === 'live';
      const [code, err] = live ? ['SUCCESS', 'NOT_FOUND'] : ['FAIL', 'SYSTEMERROR'];
      return write({
        return_code: code,
        result_code: 'FAIL',
        err_code: err,
        err_code_des: '指定单号数据不存在',
        ...echo,
      });
    }
    const recipients = order.state === 'paid' ? this.recipientsOf(order) : [];
    const sent = recipients.length > 0 ? 'RECEIVED' : 'SENT';
    const status = { paid: sent, failed: 'FAILED', parked: 'SENDING', processing: 'SENDING' }[order.state];
    const reason =
      order.reason === '' || order.state === 'paid' || order.state === 'processing'
        ? {}
        : { reason: order.reason };
    const codes = { return_code: 'SUCCESS', result_code: 'SUCCESS', err_code: 'SUCCESS' };
    const { total_amount } = order;
    const send_time = beijing(order.madeAtMs);
    const found = { ...codes, ...echo, detail_id: listid(order), status, total_amount, send_time, ...reason };
    return write(found, recipients);
  }

  private recipientsOf(order: Order): readonly string[] {
    if (this.isForeign(order)) return [order.re_openid];
    if (this.recipients === 'none') return [];
    return [this.recipients === 'ours' ? order.re_openid : `${order.re_openid.slice(0, -2)}zz`];
  }
}

/** As WeChat writes times: `yyyy-mm-dd hh:mm:ss`, UTC+8. */
function beijing(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function listid(order: Order): string {
  return `1000041701${order.mch_billno.slice(0, 20)}`;
}

function success(order: Order, fields: Fields): string {
  return write({
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    ...echo(fields),
    send_listid: listid(order),
  });
}

function failure(err_code: string, fields: Fields): string {
  return write({
    return_code: 'SUCCESS',
    result_code: 'FAIL',
    err_code,
    err_code_des: err_code,
    ...echo(fields),
  });
}

function echo({
  mch_billno = '',
  mch_id = '',
  wxappid = '',
  re_openid = '',
  total_amount = '',
}: Fields): Fields {
  return { mch_billno, mch_id, wxappid, re_openid, total_amount };
}

function read(xml: string): Fields {
  return Object.fromEntries(
    [...xml.matchAll(/<(\w+)><!\[CDATA\[(.*?)\]\]><\/\1>/gs)].map(([, name, value]) => [name, value]),
  );
}

function write(fields: Fields, recipients: readonly string[] = []): string {
  const leaves = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  const infos = recipients.map((openid) => `<hbinfo><openid>${openid}</openid></hbinfo>`);
  const list = infos.length > 0 ? `<hblist>${infos.join('')}</hblist>` : '';
  return `<xml>${leaves.join('')}${list}</xml>`;
}
