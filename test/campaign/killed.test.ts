import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../cli/sandbox/admin';
import { between, randomOf } from '../chaos/seeded-random';
import { readTable } from '../chaos/table';
import type { Row } from '../chaos/verdict';
import { local, redPackIn } from '../cli/kit';
import { type Contract, must, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT } from '../kit/process';
import { csvRows } from './csv-rows';
import { disturbances } from './disturb';
import { CAMPAIGN, fenOf, linesOf, openidOf, tear, writeCampaign } from './kit';

const ROWS = Number(process.env.CAMPAIGN_ROWS ?? 5_000);
const KILLS = Number(process.env.CAMPAIGN_KILLS ?? 20);
const SEED = process.env.CAMPAIGN_SEED ?? 'campaign-1';
/** No limit on speed: what hangs must end some time. */
const LIMIT_MS = 3_600_000;
const NEVER_MS = 365 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** Fewer slots than calls at once, so that Lambda throttles as well. */
const SLOTS = 8;

interface Played {
  readonly kills: number;
  readonly torn: number;
  readonly disturbed: number;
  readonly sends: number;
  /** The same file again, with its journal and without. */
  readonly again: Ended;
  readonly afresh: Ended;
  readonly extraSends: number;
  readonly first: Ended;
  readonly last: Ended;
  readonly status: Ended;
  readonly ledger: Ledger;
  readonly records: readonly Row[];
  readonly results: readonly Record<string, string>[];
}

let contract: Contract;
let dir: string;
let folder: string;
let played: Played;

const args = (command: string): string[] => ['campaign', command, CAMPAIGN, '--dir', dir];
const env = () => ({ PATH: process.env.PATH, ...local(contract.stack.dir) });
const command = (name: string, ...more: string[]): Promise<Ended> =>
  redPackIn(local(contract.stack.dir), ...args(name), ...more);

async function answered(): Promise<number> {
  const text = await readFile(join(folder, 'progress.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').length;
}

/** Starts the command and kills it once so many answers are in the journal, and a moment later. */
async function runUntil(answers: number, afterMs: number): Promise<NodeJS.Signals | null> {
  const child: ChildProcess = spawn(`${ROOT}/red-pack`, [...args('run'), '--yes'], {
    env: env(),
    stdio: 'ignore',
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && (await answered()) < answers) await sleep(50);
  await sleep(afterMs);
  child.kill('SIGKILL');
  return (await ended)[1];
}

async function sendsSoFar(): Promise<number> {
  const { byCall } = await contract.sandbox.call<{ byCall: Record<string, number> }>('GET', '/counts');
  return (byCall.sendredpack ?? 0) + (byCall.sendgroupredpack ?? 0);
}

async function disturbed(): Promise<number> {
  const { faults } = await contract.sandbox.call<{ faults: { hits: number }[] }>('GET', '/faults');
  return faults.filter(({ hits }) => hits > 0).length;
}

/** Recovery and the operator's own commands, until every row is final. */
async function untilFinal(): Promise<Ended> {
  for (const minutes of [12, 25, 80]) {
    await contract.sandbox.call('POST', '/clock', { advanceMs: minutes * MINUTE_MS });
    await contract.recover({});
    await command('status');
    const ended = await command('run', '--yes');
    if (ended.code === 0) return ended;
  }
  return command('run', '--yes');
}

async function play(): Promise<Played> {
  const random = randomOf(SEED, 'run');
  await contract.sandbox.fault(...disturbances(random, Math.ceil(ROWS * 1.3), 0.14));
  let [kills, torn] = [0, 0];
  for (let turn = 1; turn <= KILLS; turn += 1) {
    const signal = await runUntil((ROWS * turn) / (KILLS + 1), between(random, 0, 300));
    if (signal === 'SIGKILL') kills += 1;
    if (turn % 5 === 0) {
      await tear(folder);
      torn += 1;
    }
  }
  const first = await command('run', '--yes');
  const counts = { kills, torn, disturbed: await disturbed(), sends: await sendsSoFar() };
  await contract.sandbox.clearFaults();
  const last = first.code === 0 ? first : await untilFinal();
  const before = await sendsSoFar();
  const again = await command('run', '--yes');
  await rm(join(folder, 'progress.jsonl'));
  const afresh = await command('run', '--yes');
  const extraSends = (await sendsSoFar()) - before;
  const status = await command('status', '--json');
  const report = await command('report', '--out', join(dir, 'out'));
  if (report.code !== 0) throw new Error(report.stderr);
  return {
    ...counts,
    ...{ again, afresh, extraSends },
    ...{ first, last, status, ledger: await contract.sandbox.ledger() },
    records: await readTable(contract),
    results: csvRows(await readFile(join(dir, 'out', 'result.csv'), 'utf8')),
  };
}

function describePlayed({ kills, torn, disturbed: met, sends, first, last }: Played): string {
  return `\n  ${ROWS} rows, ${kills} kills, ${torn} torn lines, ${met} of ${sends} sends disturbed (${((met * 100) / sends).toFixed(1)} %)\n${first.stdout}${last === first ? '' : last.stdout}`;
}

beforeAll(async () => {
  contract = await startContract({ maxContainers: SLOTS });
  const prefix = must(contract.stack.env.RED_PACK_FUNCTION_PREFIX, 'prefix');
  contract.stack.lambda.reserve(`${prefix}sendRedPack`, SLOTS);
  await contract.sandbox.settings({ untakenMs: NEVER_MS });
  dir = await tempFolder();
  folder = await writeCampaign(dir, linesOf(ROWS));
  played = await play();
  // Not by console, which jest silences: the figures are what a person wants to see of it.
  process.stdout.write(describePlayed(played));
}, LIMIT_MS);
afterAll(async () => {
  await contract.close();
  await removeTempFolders();
});

const paidFen = (): number => played.ledger.payments.reduce((sum, { amountFen }) => sum + amountFen, 0);

describe(`a campaign of ${ROWS} rows whose command is killed ${KILLS} times`, () => {
  it('was killed so often, and had at least 10 % of its sends disturbed', () => {
    expect(played.kills).toBe(KILLS);
    expect(played.disturbed / played.sends).toBeGreaterThanOrEqual(0.1);
  });

  it('ends with 0 once every row is paid or refused, with help of recovery alone', () => {
    expect(played.last.code).toBe(0);
    expect(JSON.parse(played.status.stdout)).toMatchObject({
      ...{ open: { count: 0 }, retry: { count: 0 }, unsent: { count: 0 }, rejected: { count: 0 } },
    });
  });

  it('pays nobody twice, and everybody who was not refused exactly what the plan says', () => {
    const paidTo = new Map<string, number>();
    for (const payment of played.ledger.payments) {
      const re_openid = must(payment.re_openid, 'recipient');
      expect(paidTo.has(re_openid)).toBe(false);
      paidTo.set(re_openid, payment.amountFen);
    }
    const refused = new Set(played.records.filter(({ state }) => state === 'closed').map((r) => r.re_openid));
    for (let n = 0; n < ROWS; n += 1) {
      const expected = refused.has(openidOf(n)) ? undefined : fenOf(n);
      expect([n, paidTo.get(openidOf(n))]).toEqual([n, expected]);
    }
    expect(refused.size).toBeGreaterThan(0);
  });

  it('has a record for each row, and records agree with the ledger to the fen', () => {
    expect(played.records).toHaveLength(ROWS);
    const recorded = played.records.filter(({ state }) => state === 'paid');
    expect(recorded).toHaveLength(played.ledger.payments.length);
    expect(recorded.reduce((sum, { total_fen }) => sum + total_fen, 0)).toBe(paidFen());
  });

  it('has a result CSV that agrees with the ledger row by row, to the fen', () => {
    expect(played.results).toHaveLength(ROWS);
    const paidBy = new Map(played.ledger.payments.map((each) => [each.mch_billno, each]));
    for (const [n, result] of played.results.entries()) {
      const payment = paidBy.get(result.mch_billno ?? '');
      const told = { row: Number(result.row), fen: Math.round(Number(result.amount_yuan) * 100) };
      expect(told).toEqual({ row: n + 2, fen: fenOf(n) });
      expect([n, result.outcome, result.code]).toEqual(
        payment === undefined ? [n, 'refused', expect.stringMatching(/^[A-Z_]+$/)] : [n, 'paid', 'SUCCESS'],
      );
      expect(payment?.re_openid ?? openidOf(n)).toBe(openidOf(n));
    }
    expect(played.results.filter(({ outcome }) => outcome === 'paid')).toHaveLength(paidBy.size);
  });

  it('sends nothing when the same file is run again, with its journal or without', () => {
    const { again, afresh, extraSends, ledger } = played;
    expect([again.code, afresh.code, extraSends]).toEqual([0, 0, 0]);
    const paid = ledger.payments.length.toLocaleString('en');
    for (const { stdout } of [again, afresh]) expect(stdout).toMatch(new RegExp(`^paid +${paid} `, 'm'));
  });
});
