/** What the sandbox takes at most, so that no input leaves it in a state that ends only with its folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxClock } from '../../scripts/sandbox/clock';
import { startSandbox } from '../../scripts/sandbox/index';
import { MAX_AHEAD_MS, MAX_BALANCE_FEN } from '../../scripts/sandbox/limits';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { BALANCE_FEN, billno, DAY_MS, MCH_ID, optionsWith, type Stage, setStage } from './harness';

let folder: string;
let stage: Stage;
beforeEach(async () => {
  folder = await tempFolder();
  stage = await setStage({ ledgerFile: join(folder, 'sandbox-ledger') });
});
afterEach(() => stage.end());
afterAll(removeTempFolders);

async function aheadDays(): Promise<number> {
  const { nowMs } = await stage.admin.do<{ nowMs: number }>('GET', '/clock');
  return (nowMs - Date.now()) / DAY_MS;
}

async function topUp(amountFen: number) {
  return stage.admin.ask('POST', '/accounts/top-up', { mchId: MCH_ID, amountFen });
}

describe('the clock', () => {
  it.each([
    [{ advanceMs: MAX_AHEAD_MS + 1 }, 'the longest move is 366 days, 31622400000 ms'],
    [{ advanceMs: 999_999_999_999_999 * DAY_MS }, 'the longest move is 366 days'],
    [{ nowMs: Date.now() + 4_000 * DAY_MS }, 'it can be 366 days ahead and cannot go back'],
    [{ nowMs: 1e23 }, 'nowMs'],
  ])('refuses %j, and stays where it is', async (input, why) => {
    const { status, data } = await stage.admin.ask('POST', '/clock', input);
    expect({ status, error: data.error }).toEqual({ status: 400, error: expect.stringContaining(why) });
    expect(await aheadDays()).toBeCloseTo(0, 2);
  });

  it('refuses a move that would lead further than 366 days from real time, and names the folder to delete', async () => {
    await stage.admin.advance(200 * DAY_MS);
    const { status, data } = await stage.admin.ask('POST', '/clock', { advanceMs: 167 * DAY_MS });
    expect(status).toBe(400);
    expect(data.error).toContain('its clock would be 367 days ahead of real time');
    expect(data.error).toContain(`end what runs in the folder ${folder}, delete it and start again`);
    await stage.admin.advance(166 * DAY_MS);
    expect(await aheadDays()).toBeCloseTo(366, 2);
    expect((await stage.merchant.send()).result_code).toBe('SUCCESS');
  });

  it('stays within 366 days at any speed', async () => {
    await stage.admin.do('POST', '/clock', { speed: 1e300 });
    expect(await aheadDays()).toBeLessThanOrEqual(366.001);
    expect((await stage.merchant.send()).result_code).toBe('SUCCESS');
    await stage.admin.do('POST', '/clock', { speed: 0 });
    expect(await aheadDays()).toBeLessThanOrEqual(366.001);
  });

  it('moved too far by an older version makes the start say which folder to delete', async () => {
    const ledgerFile = join(folder, 'old-ledger');
    const realMs = Date.now();
    const clock = { put: 'clock', value: { atMs: realMs + 4_000 * DAY_MS, realMs, speed: 1 } };
    writeFileSync(ledgerFile, `${JSON.stringify([clock])}\n`);
    const starting = startSandbox(optionsWith({ ledgerFile }));
    // One that starts all the same would keep the test from ending.
    void starting.then((sandbox) => sandbox.close()).catch(() => undefined);
    await expect(starting).rejects.toThrow(
      `did not start: its clock would be 4,000 days ahead of real time; it can be 366 days ahead and cannot go back. To start over, end what runs in the folder ${folder}, delete it`,
    );
  });

  it('never runs backwards where real time does', () => {
    let realMs = 10 * DAY_MS;
    const clock = new SandboxClock({ atMs: realMs, realMs, speed: 1e9 }, () => realMs);
    realMs += DAY_MS;
    const first = clock.nowMs();
    expect(first).toBe(realMs + MAX_AHEAD_MS);
    realMs -= DAY_MS / 2;
    expect(clock.nowMs()).toBe(first);
  });
});

describe('the balance', () => {
  it('refuses a top-up that would make it larger than it can be, and stays exact', async () => {
    expect(await topUp(1e17)).toMatchObject({
      status: 400,
      data: { error: expect.stringContaining('at most') },
    });
    const rest = MAX_BALANCE_FEN - BALANCE_FEN;
    const { status, data } = await topUp(rest + 1);
    expect({ status, error: data.error }).toMatchObject({
      status: 400,
      error: expect.stringContaining(
        'the balance is 100000000 fen, and at most 1000000000000000 with a top-up',
      ),
    });
    expect((await topUp(rest)).status).toBe(200);
    expect(await stage.admin.balanceFen()).toBe(MAX_BALANCE_FEN);
  });

  it('refuses to be set to more than it can be', async () => {
    const put = (balanceFen: number) => stage.admin.ask('PUT', '/accounts', { mchId: MCH_ID, balanceFen });
    expect((await put(MAX_BALANCE_FEN + 1)).data.error).toContain('balanceFen: at most');
    expect((await put(MAX_BALANCE_FEN)).status).toBe(200);
  });

  it('takes refunds back at its largest, and starts again with them', async () => {
    const mch_billno = billno();
    await stage.merchant.send({ mch_billno });
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: MAX_BALANCE_FEN });
    await stage.admin.do('POST', '/packets/refund', { mchId: MCH_ID, mch_billno, complete: true });
    await stage.end();
    stage = await setStage({ ledgerFile: join(folder, 'sandbox-ledger') });
    expect(await stage.admin.balanceFen()).toBe(MAX_BALANCE_FEN + 100);
  });
});

it('a setting that JavaScript cannot hold exactly is refused', async () => {
  const { status, data } = await stage.admin.ask('PATCH', '/settings', { untakenMs: 1e300 });
  expect({ status, error: data.error }).toEqual({ status: 400, error: expect.stringContaining('untakenMs') });
});
