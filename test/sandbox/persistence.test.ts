/** What was answered is on file, whatever ends the process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startSandbox } from '../../scripts/sandbox/index';
import { removeTempFolders, tempFolder } from '../kit/folder';
import {
  Admin,
  BALANCE_FEN,
  billno,
  Caller,
  DAY_MS,
  MCH_ID,
  normalFields,
  optionsWith,
  setStage,
} from './harness';

let folder: string;
let ledgerFile: string;
beforeEach(async () => {
  folder = await tempFolder();
  ledgerFile = join(folder, 'deeper', 'ledger.jsonl');
});
afterAll(removeTempFolders);

it('a restart finds orders, payments, balance, settings, late effects and the clock as they were', async () => {
  const first = await setStage({ ledgerFile });
  const mch_billno = billno();
  await first.merchant.sendGroup({ mch_billno });
  await first.admin.do('POST', '/packets/open', { mchId: MCH_ID, mch_billno, openid: 'oFirst' });
  await first.admin.settings({ replay: 'NOTENOUGH' });
  await first.admin.do('POST', '/accounts/top-up', { mchId: MCH_ID, amountFen: 7 });
  await first.admin.fault({ kind: 'late', afterMs: DAY_MS });
  await expect(first.merchant.call('sendredpack', normalFields(), 1_500)).rejects.toThrow();
  await first.admin.do('POST', '/clock', { advanceMs: DAY_MS / 2, speed: 0 });
  const clock = await first.admin.do('GET', '/clock');
  const ledger = await first.admin.ledger();
  expect(ledger.pending).toHaveLength(1);
  await first.end();

  // Twice, since the first start reads what was appended, the second what the first made of it.
  await (await setStage({ ledgerFile })).end();
  const second = await setStage({ ledgerFile });
  expect(await second.admin.ledger()).toEqual(ledger);
  expect(await second.admin.do('GET', '/clock')).toEqual(clock);
  expect(await second.admin.do('GET', '/settings')).toMatchObject({ replay: 'NOTENOUGH' });
  expect((await second.merchant.sendGroup({ mch_billno })).err_code).toBe('NOTENOUGH');
  await second.admin.advance(DAY_MS / 2);
  expect((await second.merchant.query(mch_billno)).status).toBe('RFUND_ING');
  expect((await second.admin.ledger()).payments).toHaveLength(2);
  await second.end();
});

/** A sandbox in a process of its own, which can be killed. */
async function spawnSandbox(): Promise<{ child: ChildProcess; host: string; adminUrl: string }> {
  const options = join(folder, 'options.json');
  writeFileSync(options, JSON.stringify(optionsWith({ ledgerFile })));
  const script = `
    const { startSandbox } = require(${JSON.stringify(join(__dirname, '../../scripts/sandbox/index.ts'))});
    const options = JSON.parse(require('node:fs').readFileSync(${JSON.stringify(options)}, 'utf8'));
    startSandbox(options).then(({ host, adminUrl }) => console.log(JSON.stringify({ host, adminUrl })));
    process.stdin.on('end', () => process.exit()).resume();`;
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: join(__dirname, '../..'),
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { host: string; adminUrl: string }) };
}

it('a SIGKILL in the middle of sending loses nothing that was answered, and no repeat pays twice', async () => {
  const { child, host } = await spawnSandbox();
  const caller = new Caller(host);
  const numbers = Array.from({ length: 40 }, () => billno());
  const openids = new Map(numbers.map((mch_billno, nth) => [mch_billno, `oUser${nth}`]));
  const answered: string[] = [];
  const sending = numbers.map(async (mch_billno) => {
    const answer = await caller.send({ mch_billno, re_openid: openids.get(mch_billno) ?? '' });
    if (answer.result_code === 'SUCCESS') answered.push(mch_billno);
    if (answered.length === 5) child.kill('SIGKILL');
  });
  await Promise.allSettled([...sending, once(child, 'exit')]);
  caller.agent.destroy();

  const stage = await setStage({ ledgerFile });
  const { payments } = await stage.admin.ledger();
  const paid = payments.map(({ mch_billno }) => mch_billno);
  expect(answered.length).toBeGreaterThanOrEqual(5);
  expect(paid).toEqual(expect.arrayContaining(answered));
  for (const mch_billno of numbers) {
    const answer = await stage.merchant.send({ mch_billno, re_openid: openids.get(mch_billno) ?? '' });
    expect(answer.result_code).toBe('SUCCESS');
  }
  expect((await stage.admin.ledger()).payments).toHaveLength(numbers.length);
  expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 100 * numbers.length);
  await stage.end();
});

it('a torn last line is dropped, and the file is whole again', async () => {
  const first = await setStage({ ledgerFile });
  await first.merchant.send();
  await first.end();
  appendFileSync(ledgerFile, '[{"put":"movem');
  const second = await setStage({ ledgerFile });
  expect((await second.admin.ledger()).payments).toHaveLength(1);
  await second.end();
  expect(readFileSync(ledgerFile, 'utf8')).toMatch(/\]\n$/);
});

it('a file that is not a ledger is refused, and left as it is', async () => {
  ledgerFile = join(folder, 'notes.txt');
  writeFileSync(ledgerFile, 'not a ledger\n');
  await expect(startSandbox(optionsWith({ ledgerFile }))).rejects.toThrow(
    'line 1 is not a ledger transaction',
  );
  expect(readFileSync(ledgerFile, 'utf8')).toBe('not a ledger\n');
});

it('the key and appids of the start win over those on file, the balance on file over that of the start', async () => {
  const first = await setStage({ ledgerFile });
  await first.merchant.send();
  await first.end();
  const [account] = optionsWith().accounts;
  const accounts = account ? [{ ...account, apiKey: 'n'.repeat(32), balanceFen: 5 }] : [];
  const second = await startSandbox(optionsWith({ ledgerFile, accounts }));
  const caller = new Caller(second.host);
  expect((await caller.send()).err_code).toBe('SIGN_ERROR');
  expect(await new Admin(second.adminUrl).balanceFen()).toBe(BALANCE_FEN - 100);
  caller.agent.destroy();
  await second.close();
});
