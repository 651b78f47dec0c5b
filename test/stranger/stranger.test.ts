import { readFileSync } from 'node:fs';
import {
  type FullLedger,
  fenOf,
  ledgerByDay,
  type ReportJson,
  reportedByDay,
  takenFen,
} from '../cli/report-ledger';
import { type Contract, must, startContract } from '../contract/harness';
import { fission, OPENID, packet } from '../contract/packets';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { RC2_40, Stranger } from './kit';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Noon in Beijing, so that the evening's few hours are on one day: the daily budget is Beijing's. */
const NOON_MS = 4 * HOUR_MS;

/** Functions remember a secret for 5 minutes. */
const SECRET_TAKEN_UP_MS = 6 * MINUTE_MS;

type Packet = Record<string, unknown>;

let contract: Contract;
let stranger: Stranger;
let firstDayMs: number;
let eveMs: number;
let p12: string;

const eve: Record<string, Packet> = {};

beforeAll(async () => {
  contract = await startContract();
  stranger = new Stranger(contract, await tempFolder(), '1900002027', 'wx2027newyearseve');
  firstDayMs = await stranger.nowMs();
  eveMs = Math.ceil((firstDayMs + 33 * DAY_MS) / DAY_MS) * DAY_MS + NOON_MS;
  await stranger.openMerchant(3000);
});
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});

/** A packet of the evening, which has a key before it is sent: a retry has the same. */
function planned(name: string, total_amount: number, make = packet): Packet {
  const made = make({ official_account_id: stranger.appid, total_amount, idempotency_key: `eve/${name}` });
  eve[name] = made;
  return made;
}

/** Sends it, or sends it again. */
function send(event: Packet) {
  return contract.invoke('sendRedPack', event);
}

async function expectPaid(...events: readonly Packet[]): Promise<void> {
  for (const event of events) expect((await send(event)).data).toMatchObject({ return_code: 'SUCCESS' });
}

function numberOf(name: string): Promise<string> {
  return contract.record(`eve/${name}`).then(({ mch_billno }) => String(mch_billno));
}

/** In this order: each step is the next one of a story, and time only goes forward. */
describe('an engineer who has never seen this project', () => {
  it('downloads a p12 in the old RC2-40 form and puts it, after WeChat Pay has accepted it', async () => {
    p12 = await stranger.downloadP12('apiclient_cert', eveMs + 3 * HOUR_MS);
    expect(readFileSync(p12).includes(RC2_40)).toBe(true);
    const { code, stdout, stderr } = await stranger.putCertificate(p12, '--daily-budget-yuan', '10');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Created the secret red-pack/dev/${stranger.appid} (merchant ${stranger.mchId}).\n`,
    });
    expect(stderr).toMatch(
      /^Stack: .*already running\.\nWeChat Pay accepts the certificate and the API key\.\n$/,
    );
    expect((await contract.sandbox.requests()).map(({ call }) => call)).toEqual(['gethbinfo']);
  });

  it('lets the doctor look at the stack, which finds nothing wrong', async () => {
    const { healthy, checks } = await stranger.doctor();
    expect({ healthy, findings: checks.flatMap(({ findings }) => findings) }).toEqual({
      healthy: true,
      findings: [],
    });
    const of = (wanted: string) => checks.flatMap(({ check, status }) => (status === wanted ? [check] : []));
    // Of AWS alone; every other check has looked.
    expect(of('not checked')).toEqual(['quota', 'alarms']);
    expect(of('ok')).toHaveLength(checks.length - 2);
    const seen = checks.find(({ check }) => check === 'secrets')?.seen.join('\n');
    expect(seen).toMatch(new RegExp(`${stranger.appid}: the certificate expires in 3[34] days`));
  });

  it('sends a first real packet, and sees the next day that it was received', async () => {
    const pay = { official_account_id: stranger.appid, idempotency_key: 'first' };
    const { id, mch_billno } = await contract.pay(pay);
    expect(await stranger.weChatPay.paidFen(mch_billno)).toEqual([188]);
    await stranger.weChatPay.open(mch_billno);
    await stranger.wait(27 * HOUR_MS);
    await contract.recover({});
    const { data } = await contract.invoke('getSentRedPack', { id, details: true });
    expect(data).toMatchObject({
      outcome: 'paid',
      status: 'RECEIVED',
      received_fen: 188,
      refunded_fen: null,
    });
  });

  it('is paged on New Year’s Eve when the daily budget is reached, and raises it', async () => {
    await stranger.goTo(eveMs);
    const [a, b, c] = [planned('a', 3.3), planned('b', 3.3), planned('c', 3.88)];
    expect(await stranger.pagesOf(() => expectPaid(a, b))).toEqual([]);
    const pages = await stranger.pagesOf(async () => {
      expect(await send(c)).toMatchObject({
        status: 429,
        data: { error_msg: expect.stringMatching(/daily_budget_yuan/) },
      });
    });
    expect(pages).toEqual(['DAILY_BUDGET']);
    const { stdout } = await stranger.putCertificate(p12, '--daily-budget-yuan', '500');
    expect(stdout).toContain('Wrote a new version of the secret');
    await stranger.wait(SECRET_TAKEN_UP_MS);
    await expectPaid(c);
  });

  it('is paged when the balance is used up', async () => {
    await expectPaid(planned('group', 6, fission), planned('large', 11));
    const pages = await stranger.pagesOf(async () => {
      for (const event of [planned('late 1', 2), planned('late 2', 5.55)])
        expect((await send(event)).data).toMatchObject({ outcome: 'retry', err_code: 'NOTENOUGH' });
    });
    expect(pages).toEqual(['NOTENOUGH', 'NOTENOUGH']);
  });

  it('is paged when the certificate expires, and puts the new one', async () => {
    await stranger.goTo(eveMs + 3 * HOUR_MS + 1);
    const last = planned('last', 1.01);
    const pages = await stranger.pagesOf(async () => {
      expect(await send(last)).toMatchObject({
        status: 400,
        data: { error_msg: expect.stringMatching(/the certificate has expired/) },
      });
    });
    expect(pages).toEqual(['CERTIFICATE_UNUSABLE']);
    expect(await stranger.putCertificate(p12)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The certificate expired on/),
    });
    const renewed = await stranger.downloadP12('renewed', eveMs + 365 * DAY_MS);
    expect(await stranger.putCertificate(renewed)).toMatchObject({ code: 0 });
    // WeChat Pay accepts the certificate: what is missing is money.
    expect((await send(last)).data).toMatchObject({ outcome: 'retry', err_code: 'NOTENOUGH' });
  });

  it('tops up, and sends what was parked again', async () => {
    await stranger.weChatPay.topUp(10_000);
    const { code, stdout, stderr } = await stranger.redPack('retry-parked', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Paid: 3 red packets, 8.56 yuan.\n' });
    expect(stderr).toContain('Parked by NOTENOUGH: 3 red packets, 8.56 yuan.');
  });

  it('has then paid everything, each packet once', async () => {
    const { orders, payments } = await stranger.weChatPay.ledger();
    const paid = payments.map(({ mch_billno, amountFen }) => [mch_billno, amountFen]);
    const wanted = await Promise.all(
      Object.entries(eve).map(async ([name, { total_amount }]) => [
        await numberOf(name),
        Math.round(Number(total_amount) * 100),
      ]),
    );
    expect(Object.fromEntries(paid.slice(1))).toEqual(Object.fromEntries(wanted));
    expect([payments.length, orders.length]).toEqual([1 + wanted.length, 1 + wanted.length]);
    for (const list of ['open', 'retry', 'person'])
      expect(await stranger.redPack('unfinished', list, '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('finds a day later what was received and what came back, without asking for it', async () => {
    for (const name of ['a', 'late 2']) await stranger.weChatPay.open(await numberOf(name));
    await stranger.weChatPay.open(await numberOf('group'), OPENID);
    await stranger.wait(27 * HOUR_MS);
    await contract.recover({});
    const { orders } = await stranger.weChatPay.ledger();
    for (const { mch_billno, amountFen, takers } of orders) {
      const { data } = await contract.invoke('getSentRedPack', { mch_billno, details: true });
      const takenFen = takers.reduce((sum, taker) => sum + taker.amountFen, 0);
      expect(data).toMatchObject({
        outcome: 'paid',
        status: takenFen === amountFen ? 'RECEIVED' : 'REFUND',
        received_fen: takenFen === 0 ? null : takenFen,
        refunded_fen: takenFen === amountFen ? null : amountFen - takenFen,
      });
    }
  });

  it('gives finance a report that equals WeChat Pay’s ledger to the fen', async () => {
    const [from, to] = [firstDayMs, await stranger.nowMs()].map((ms) =>
      new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 10),
    );
    const dates = ['--from', must(from, 'from'), '--to', must(to, 'to'), '--account', stranger.appid];
    const { code, stdout } = await stranger.redPack('report', ...dates, '--json', '--out', 'report');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as ReportJson;
    const ledger = await stranger.weChatPay.call<FullLedger>('GET', `/ledger?mchId=${stranger.mchId}`);
    expect(reportedByDay(report, 'paid')).toEqual(ledgerByDay(ledger.payments));
    expect(reportedByDay(report, 'returned')).toEqual(ledgerByDay(ledger.refunds));
    const { paid, received, returned, ...others } = report.totals;
    const [paidFen, receivedFen, returnedFen] = [paid, received, returned].map((sum) =>
      fenOf(must(sum, 'sum')),
    );
    expect([paidFen, receivedFen]).toEqual([3792, takenFen(ledger.orders)]);
    expect(Number(receivedFen) + Number(returnedFen)).toBe(3792);
    expect(must(ledger.accounts[0], 'account').balanceFen).toBe(3000 + 10_000 - Number(receivedFen));
    for (const sum of Object.values(others)) expect(sum).toEqual({ count: 0, yuan: '0.00' });
    expect(readFileSync(`${stranger.folder}/report/report.csv`, 'utf8').trimEnd().split('\r\n')).toHaveLength(
      10,
    );
  });
});
