import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contract, must, startContract } from '../contract/harness';
import { APPID, OPENID } from '../contract/packets';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT, run } from '../kit/process';
import {
  beijingDay,
  type FullLedger,
  fenOf,
  ledgerByDay,
  type ReportJson,
  reportedByDay,
  takenFen,
} from './report-ledger';

const HOUR_MS = 3_600_000;

let contract: Contract;
let out: string;
/** Of the packets' day, and of the day after the clock was moved. */
let from: string;
let to: string;

/** Of the stack's variables only those that an Invoke needs: no rights on table or secrets. */
const INVOKING = ['AWS_ENDPOINT_URL_LAMBDA', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

function report(...args: string[]): Promise<Ended> {
  const { env } = contract.stack;
  const variables = Object.fromEntries(INVOKING.map((name) => [name, must(env[name], name)]));
  const command = ['report', '--stack', 'red-pack-dev', '--from', from, '--to', to, ...args];
  return run(`${ROOT}/red-pack`, command, { env: { PATH: process.env.PATH, ...variables }, cwd: out });
}

async function days(): Promise<string> {
  const { nowMs } = await contract.sandbox.call<{ nowMs: number }>('GET', '/clock');
  return beijingDay(nowMs);
}

beforeAll(async () => {
  contract = await startContract();
  out = await tempFolder();
  await contract.sandbox.toNoon();
  from = await days();
  const opened = await contract.pay({ total_amount: 2.01, idempotency_key: '=order,1' });
  await contract.sandbox.open(opened.mch_billno);
  await contract.pay({ total_amount: 3.3 });
  const shared = await contract.pay({ type: 'fission', total_amount: 30, total_num: 3 });
  await contract.sandbox.open(shared.mch_billno, OPENID);
  const fault = { kind: 'processing', forMs: 1_000, ending: 'failed' } as const;
  await contract.sandbox.fault({ call: 'send', fault });
  await contract.send({ total_amount: 4.44 });
  await contract.sandbox.call('POST', '/clock', { advanceMs: 27 * HOUR_MS });
  // The follow-up of what is paid, and the end of the send that was being processed.
  await contract.invoke('recoverRedPacks', {});
  to = await days();
  await contract.pay({ total_amount: 5.55 });
  await contract.openPacket('before');
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
  await contract.send({ total_amount: 7.77 });
  await contract.sandbox.clearFaults();
});
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});

async function json(...args: string[]): Promise<ReportJson> {
  const { code, stdout, stderr } = await report('--json', ...args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReportJson;
}

describe('./red-pack report', () => {
  it('equals the ledger of WeChat Pay to the fen, day by day and in total', async () => {
    const ledger = await contract.sandbox.call<FullLedger>('GET', '/ledger');
    const reported = await json();
    const { totals } = reported;
    expect(ledger.payments).toHaveLength(4);
    expect(ledger.refunds).toHaveLength(2);
    expect(reportedByDay(reported, 'paid')).toEqual(ledgerByDay(ledger.payments));
    expect(reportedByDay(reported, 'returned')).toEqual(ledgerByDay(ledger.refunds));
    expect(fenOf(must(totals.received, 'received'))).toBe(takenFen(ledger.orders));
    const balanceFen = must(ledger.accounts[0], 'account').balanceFen;
    expect(100_000_000 - fenOf(must(totals.paid, 'paid')) + fenOf(must(totals.returned, 'returned'))).toBe(
      balanceFen,
    );
  });

  it('counts each outcome under its account and its code', async () => {
    const { records, totals, by_account, by_code } = await json();
    expect(records).toBe(7);
    expect(totals).toMatchObject({
      paid: { count: 4, yuan: '40.86' },
      pending: { count: 1, yuan: '5.55' },
      refused: { count: 1, yuan: '4.44' },
      open: { count: 1, yuan: '1.88' },
      retry: { count: 1, yuan: '7.77' },
    });
    expect(by_account).toEqual([
      {
        official_account_id: APPID,
        gateway_type: 'weixin_tenpay',
        mch_id: contract.account.mchId,
        ...totals,
      },
    ]);
    expect(
      by_code.map(({ code, paid, refused, open, retry }) => [
        code,
        ...[paid, refused, open, retry].map((sum) => must(sum, code).count),
      ]),
    ).toEqual([
      ['', 0, 0, 1, 0],
      ['FAILED', 0, 1, 0, 0],
      ['NOTENOUGH', 0, 0, 0, 1],
      ['SUCCESS', 4, 0, 0, 0],
    ]);
  });

  it('writes the files into the folder, says which stack and what it found, and shows no openid', async () => {
    const { code, stdout, stderr } = await report('--lang', 'zh');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^Stack: red-pack-dev on AWS in [^\n]+\n$/),
    });
    expect(stdout).toMatch(/^paid +4 +40\.86$/m);
    const dir = `red-pack-report-${from}-${to}`;
    expect(stdout).toContain(`Wrote report.csv (7 records), summary.csv and report.html to ${dir}.`);
    const [csv = '', html = '', summary = ''] = await Promise.all(
      ['report.csv', 'report.html', 'summary.csv'].map((name) => readFile(join(out, dir, name), 'utf8')),
    );
    expect(csv.trimEnd().split('\r\n')).toHaveLength(8);
    expect(csv).toContain(`"'=order,1"`);
    expect(summary).toContain('NOTENOUGH');
    expect(html).toContain('<html lang="zh-CN">');
    for (const text of [csv, html, summary, stdout]) expect(text).not.toContain(OPENID);
  });

  it('shows the openids only if it is told to, and writes no file for --json alone', async () => {
    const dir = join(out, 'with-openids');
    await json('--show-openids', '--out', dir);
    expect(await readFile(join(dir, 'report.csv'), 'utf8')).toContain(OPENID);
    const before = await readdir(out);
    await json();
    expect(await readdir(out)).toEqual(before);
  });

  it('counts nothing of another official account', async () => {
    const { records, totals } = await json('--account', 'wx0000000000000000');
    expect({ records, paid: totals.paid }).toEqual({ records: 0, paid: { count: 0, yuan: '0.00' } });
  });

  it('leaves no file when the list cannot be read, and says why', async () => {
    const dir = join(out, 'none');
    await mkdir(dir);
    const { code, stdout, stderr } = await report('--stack', 'red-pack-prod', '--out', dir);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/\n600: .*red-pack-prod-getSentRedPackList/);
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('./red-pack report refuses', () => {
  const dates = ['--from', '2026-11-01', '--to', '2026-11-30'];
  it.each<[string, string[], string]>([
    ['no dates', [], '--from is missing'],
    ['no last day', dates.slice(0, 2), '--to is missing'],
    ['a date that there is not', ['--from', '2026-02-30', '--to', '2026-03-01'], '--from must be a date'],
    ['an account that cannot be one', [...dates, '--account', 'a b'], '--account must be the appid'],
    ['another language', [...dates, '--lang', 'fr'], '--lang must be en or zh'],
    ['an empty folder name', [...dates, '--out', ''], '--out must name a folder'],
  ])('%s, and starts no stack', async (_, args, why) => {
    const { code, stdout, stderr } = await run(`${ROOT}/red-pack`, ['report', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(why);
    expect(stderr).toContain('./red-pack report --from DATE --to DATE');
  });
});
