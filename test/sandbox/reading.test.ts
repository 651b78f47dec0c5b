/** Parts of the ledger: what a page asks for, however much there is. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { billno, MCH_ID, OPENID, type Stage, setStage } from './harness';

const MANY = 10_000;

/** An order and its payment, as the ledger has them on file. */
function paidOrder(nth: number): object[] {
  const mch_billno = `${MCH_ID}20250102${String(nth).padStart(10, '0')}`;
  const whose = { mchId: MCH_ID, mch_billno, re_openid: OPENID, amountFen: 100 };
  const order = {
    ...{
      ...whose,
      hb_type: 'NORMAL',
      wxappid: 'wx8888888888888888',
      send_name: '测试商户',
      wishing: '恭喜发财',
    },
    ...{ act_name: '新年活动', remark: '备注', total_num: 1, detail_id: String(nth).padStart(31, '1') },
    ...{ state: 'RECEIVED', err_code: null, reason: null, createdAtMs: nth, paidAtMs: nth, dueAtMs: null },
    ...{ ending: null, takers: [{ openid: OPENID, amountFen: 100, rcvAtMs: nth }] },
    ...{ refundAtMs: null, refundFen: null },
  };
  const movement = { ...whose, seq: nth, kind: 'payment', atMs: nth };
  return [
    { put: 'order', value: order },
    { put: 'movement', value: movement },
  ];
}

let stage: Stage;
beforeAll(async () => {
  const ledgerFile = join(await tempFolder(), 'ledger');
  const entries = Array.from({ length: MANY }, (_, index) => paidOrder(index + 1)).flat();
  writeFileSync(ledgerFile, `${JSON.stringify(entries)}\n`);
  stage = await setStage({ ledgerFile });
});
afterAll(async () => {
  await stage.end();
  await removeTempFolders();
});

function numberOf(nth: number): string {
  return `${MCH_ID}20250102${String(nth).padStart(10, '0')}`;
}

async function bytesOf(path: string): Promise<number> {
  return (await (await fetch(stage.admin.url + path)).arrayBuffer()).byteLength;
}

interface OrdersPage {
  readonly orders: { mch_billno: string }[];
  readonly total: number;
}

describe('a ledger of 10,000 orders', () => {
  it('answers ten orders and the totals in 10 KB; all of it is 7 MB', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => `mch_billno=${numberOf(index + 1)}`).join('&');
    const [orders, totals, all] = await Promise.all(
      [`/orders?${ten}`, '/totals', '/ledger'].map((path) => bytesOf(path)),
    );
    expect((orders ?? 0) + (totals ?? 0)).toBeLessThan(10_000);
    expect(all).toBeGreaterThan(5_000_000);
  });

  it('gives the newest orders first, from an offset on', async () => {
    const { orders, total } = await stage.admin.do<OrdersPage>('GET', '/orders?limit=2&offset=3');
    expect(orders.map(({ mch_billno }) => mch_billno)).toEqual([numberOf(MANY - 3), numberOf(MANY - 4)]);
    expect(total).toBe(MANY);
    expect((await stage.admin.do<OrdersPage>('GET', '/orders')).orders).toHaveLength(100);
    expect((await stage.admin.do<OrdersPage>('GET', `/orders?offset=${MANY - 1}`)).orders).toHaveLength(1);
    expect((await stage.admin.do<OrdersPage>('GET', `/orders?offset=${MANY}`)).orders).toEqual([]);
  });

  it('gives the orders of the numbers that are named, and of a merchant', async () => {
    const path = `/orders?mch_billno=${numberOf(7)}&mch_billno=${numberOf(9)}&mch_billno=unknown`;
    const { orders, total } = await stage.admin.do<OrdersPage>('GET', path);
    expect(orders.map(({ mch_billno }) => mch_billno)).toEqual([numberOf(9), numberOf(7)]);
    expect(total).toBe(2);
    expect((await stage.admin.do<OrdersPage>('GET', '/orders?mchId=10000000')).total).toBe(0);
    const ledger = await stage.admin.ledger(`?mch_billno=${numberOf(7)}&mch_billno=${numberOf(9)}`);
    expect([ledger.orders.length, ledger.payments.length]).toEqual([2, 2]);
  });

  it('gives movements in pages, newest first', async () => {
    type Page = { movements: { seq: number }[]; total: number };
    const { movements, total } = await stage.admin.do<Page>('GET', '/movements?limit=3&offset=9998');
    expect([movements.map(({ seq }) => seq), total]).toEqual([[2, 1], MANY]);
    const own = await stage.admin.do<Page>('GET', `/movements?mch_billno=${numberOf(5)}`);
    expect([own.movements.map(({ seq }) => seq), own.total]).toEqual([[5], 1]);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'offset=-1', 'limit='])('refuses %s', async (query) => {
    const { status, data } = await stage.admin.ask('GET', `/orders?${query}`);
    expect(status).toBe(400);
    expect(data.error).toContain('expected a whole number');
  });
});

describe('the totals', () => {
  let small: Stage;
  // Also of a test that failed, which would not end otherwise.
  afterEach(() => small.end());

  it('count payments, refunds and top-ups, also after a restart and a reset', async () => {
    const ledgerFile = join(await tempFolder(), 'ledger');
    small = await setStage({ ledgerFile });
    const mch_billno = billno();
    await small.merchant.send({ mch_billno });
    await small.merchant.send({ total_amount: '288' });
    await small.admin.do('POST', '/packets/refund', { mchId: MCH_ID, mch_billno, complete: true });
    await small.admin.do('POST', '/accounts/top-up', { mchId: MCH_ID, amountFen: 5 });
    const expected = { orders: 2, payments: 2, refunds: 1, topUps: 1, paidFen: 388, paidTwice: [] };
    expect(await small.admin.do('GET', '/totals')).toMatchObject(expected);
    await small.end();
    small = await setStage({ ledgerFile });
    expect(await small.admin.do('GET', '/totals')).toMatchObject({
      ...expected,
      accounts: [{ mchId: MCH_ID }],
    });
    await small.admin.do('POST', '/reset');
    expect(await small.admin.do('GET', '/totals')).toMatchObject({ orders: 0, payments: 0, paidFen: 0 });
  });

  it('name a number that was paid twice, but not one that two merchants have used', async () => {
    const ledgerFile = join(await tempFolder(), 'ledger');
    const payments = [
      [MCH_ID, 'a'],
      [MCH_ID, 'b'],
      [MCH_ID, 'a'],
      ['10000099', 'b'],
    ].map(([mchId, mch_billno], seq) => ({
      put: 'movement',
      value: { seq, kind: 'payment', mchId, mch_billno, re_openid: OPENID, amountFen: 1, atMs: 0 },
    }));
    writeFileSync(ledgerFile, `${JSON.stringify(payments)}\n`);
    small = await setStage({ ledgerFile });
    expect(await small.admin.do('GET', '/totals')).toMatchObject({ paidTwice: ['a'], payments: 4 });
  });
});
