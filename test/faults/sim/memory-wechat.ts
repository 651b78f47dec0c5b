/** How WeChat answers a number that it has paid: sources disagree, so all of it must be survived. */
export const REPLAYS = [
  'SUCCESS',
  'SEND_FAILED',
  'NOTENOUGH',
  'SIGN_ERROR',
  'FREQ_LIMIT',
  'PARAM_ERROR',
] as const;
export type Replay = (typeof REPLAYS)[number];

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
  state: 'processing' | 'parked' | 'paid' | 'failed';
  reason: string;
}

type Fields = Readonly<Record<string, string>>;

/**
 * WeChat Pay's side of the story, written from its documentation and sharing nothing with the code under test:
 * orders by number, each paid at most once; a refusal may leave the order behind; a query tells what is there.
 */
export class MemoryWeChat {
  readonly orders = new Map<string, Order>();
  /** Every movement of money: fen by number. */
  readonly payments: { readonly mch_billno: string; readonly fen: number }[] = [];
  truth: Truth = 'pays';
  replay: Replay = 'SUCCESS';
  notFoundStyle: 'live' | 'documented' = 'live';

  handle(path: string, body: string): string {
    const fields = read(body);
    return path.endsWith('gethbinfo') ? this.query(fields) : this.send(fields);
  }

  /** The order of a number at a merchant: another merchant's order of the same number is another order. */
  order(mchId: string | undefined, mchBillno: string | undefined): Order | undefined {
    return this.orders.get(`${mchId}/${mchBillno}`);
  }

  /** What WeChat was still working on comes to its end. */
  finish(): void {
    for (const order of this.orders.values()) if (order.state === 'processing') this.pay(order);
  }

  private send(fields: Fields): string {
    const order = this.order(fields.mch_id, fields.mch_billno);
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
    const order: Order = { mch_billno, mch_id, re_openid, total_amount, state: 'parked', reason: '' };
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
    const echo = { mch_billno: fields.mch_billno ?? '', mch_id: fields.mch_id ?? '' };
    if (order === undefined) {
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
    const status = { paid: 'SENT', failed: 'FAILED', parked: 'SENDING', processing: 'SENDING' }[order.state];
    const reason =
      order.reason === '' || order.state === 'paid' || order.state === 'processing'
        ? {}
        : { reason: order.reason };
    const codes = { return_code: 'SUCCESS', result_code: 'SUCCESS', err_code: 'SUCCESS' };
    return write({
      ...codes,
      ...echo,
      detail_id: listid(order),
      status,
      total_amount: order.total_amount,
      ...reason,
    });
  }
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

function write(fields: Fields): string {
  return `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`;
}
