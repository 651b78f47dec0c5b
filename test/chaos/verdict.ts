import type { LoggedRequest, Movement, Order } from '../../scripts/sandbox/index';
import { groupBy, sumFen } from './groups';
import type { Intent } from './intents';

/** A record as it lies in the table. */
export interface Row {
  readonly id: string;
  readonly mch_billno: string;
  readonly idempotency_key: string;
  readonly state: string;
  readonly total_fen: number;
  readonly re_openid: string;
}

/** All that a campaign leaves behind. */
export interface Remains {
  readonly intents: readonly Pick<
    Intent,
    'id' | 'mch_billno' | 'amountFen' | 're_openid' | 'key' | 'calls'
  >[];
  readonly rows: readonly Row[];
  readonly payments: readonly Pick<Movement, 'mch_billno' | 'amountFen' | 're_openid'>[];
  readonly orders: readonly Pick<Order, 'mch_billno' | 'state'>[];
  readonly requests: readonly Pick<LoggedRequest, 'call' | 'mch_billno' | 'atMs' | 'body'>[];
  readonly startFen: number;
  readonly balanceFen: number;
  /** Ids that DynamoDB has once confirmed. */
  readonly claimed: ReadonlySet<string>;
}

/** WeChat's shortest interval between two sends of one number. */
const SPACING_MS = 1_000;

function* againstPayments({ payments, rows, startFen, balanceFen }: Remains): Iterable<string> {
  const byNumber = groupBy(rows, ({ mch_billno }) => mch_billno);
  for (const [number, paid] of groupBy(payments, ({ mch_billno }) => mch_billno ?? 'no number')) {
    if (paid.length > 1) yield `${number} was paid ${paid.length} times`;
    const [row] = byNumber.get(number) ?? [];
    if (row === undefined) {
      yield `${number} was paid and has no record`;
      continue;
    }
    if (row.state !== 'paid') yield `${number} was paid and is recorded as ${row.state}`;
    for (const { amountFen, re_openid } of paid) {
      if (amountFen !== row.total_fen)
        yield `${number} was paid ${amountFen} fen, its record has ${row.total_fen}`;
      if (re_openid !== row.re_openid) yield `${number} was paid to another than its record has`;
    }
  }
  const paidFen = sumFen(payments.map(({ amountFen }) => amountFen));
  const recordedFen = sumFen(rows.filter(({ state }) => state === 'paid').map(({ total_fen }) => total_fen));
  if (paidFen !== recordedFen) yield `${paidFen} fen were paid, ${recordedFen} are recorded as paid`;
  if (startFen - paidFen !== balanceFen)
    yield `the balance is ${balanceFen} fen, after ${paidFen} of ${startFen} were paid`;
}

function* againstRows({ rows, payments, orders, intents, claimed }: Remains): Iterable<string> {
  const paid = new Set(payments.map(({ mch_billno }) => mch_billno));
  const states = new Map(orders.map(({ mch_billno, state }) => [mch_billno, state]));
  const known = new Map(intents.map((intent) => [intent.id, intent]));
  for (const { id, mch_billno, state, idempotency_key } of rows) {
    if (state === 'paid' && !paid.has(mch_billno)) yield `${mch_billno} is recorded as paid and was not`;
    const order = states.get(mch_billno) ?? 'FAILED';
    if (state === 'closed' && order !== 'FAILED')
      yield `${mch_billno} is recorded as closed, and WeChat has it as ${order}`;
    if (known.get(id)?.mch_billno !== mch_billno || known.get(id)?.key !== idempotency_key)
      yield `record ${id} (${mch_billno}) is of no intent`;
  }
  const ids = new Set(rows.map(({ id }) => id));
  if (ids.size !== rows.length) yield 'two records have one id';
  for (const id of claimed) if (!ids.has(id)) yield `record ${id} is gone`;
}

function* againstAnswers({ intents, payments }: Remains): Iterable<string> {
  const paid = new Set(payments.map(({ mch_billno }) => mch_billno));
  for (const { mch_billno, calls } of intents) {
    const said = new Set(calls.map((call) => call.said));
    if (!said.has('paid') && !said.has('refused')) yield `${mch_billno} was never answered`;
    if (said.has('paid') && !paid.has(mch_billno)) yield `${mch_billno} was answered as paid and was not`;
    if (said.has('refused') && paid.has(mch_billno))
      yield `${mch_billno} was answered as refused and was paid`;
    for (const call of calls) {
      if (call.said === 'unexpected') yield `${mch_billno} was answered ${call.text}`;
      if (call.mch_billno !== null && call.mch_billno !== mch_billno)
        yield `${mch_billno} was answered under another number, ${call.mch_billno}`;
    }
  }
}

function* againstRequests({ requests, intents }: Remains): Iterable<string> {
  const known = new Set(intents.map(({ mch_billno }) => mch_billno));
  const sends = requests.filter(({ call }) => call === 'sendredpack' || call === 'sendgroupredpack');
  for (const [number, ofNumber] of groupBy(sends, ({ mch_billno }) => mch_billno ?? 'no number')) {
    if (!known.has(number)) yield `${number} was sent and is of no intent`;
    if (new Set(ofNumber.map(({ body }) => body)).size > 1) yield `${number} was sent with different bodies`;
    const times = ofNumber.map(({ atMs }) => atMs).sort((a, b) => a - b);
    for (const [n, atMs] of times.entries()) {
      const sinceMs = atMs - (times[n - 1] ?? Number.NEGATIVE_INFINITY);
      if (sinceMs < SPACING_MS) yield `${number} was sent again after ${sinceMs} ms`;
    }
  }
}

/**
 * Everything that is wrong, in words; empty when ledger and table agree to the fen, nobody was paid twice, nothing
 * is lost, and no caller was told what is not so.
 */
export function judge(remains: Remains): string[] {
  return [againstPayments, againstRows, againstAnswers, againstRequests].flatMap((check) => [
    ...check(remains),
  ]);
}
