/** A merchant's engineer with a terminal, the merchant platform (here: the sandbox's) and CloudWatch's metrics. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../contract/harness';
import { must } from '../contract/harness';
import { SandboxAdmin } from '../contract/sandbox';
import { type Alarm, type AlarmState, evaluate } from '../kit/alarm';
import { makeClient } from '../kit/certificates';
import { type DataPoint, embeddedMetrics, linesOf } from '../kit/cloudwatch';
import { type Ended, ROOT, run, stdoutOf } from '../kit/process';
import { ALARMS } from '../kit/watch-template';

/** The period of the page alarm. */
const PERIOD_MS = 60_000;

/** pbeWithSHA1And40BitRC2-CBC, 1.2.840.113549.1.12.1.6, as DER has it. */
export const RC2_40 = Buffer.from('060a2a864886f70d010c0106', 'hex');

export class Stranger {
  /** The merchant's own view of WeChat Pay: balance, packets. */
  readonly weChatPay: SandboxAdmin;

  /** @param folder for downloads and reports */
  constructor(
    readonly contract: Contract,
    readonly folder: string,
    readonly mchId: string,
    readonly appid: string,
  ) {
    this.weChatPay = new SandboxAdmin(must(contract.stack.env.WECHAT_PAY_SANDBOX_ADMIN, 'admin URL'), mchId);
  }

  async nowMs(): Promise<number> {
    return (await this.weChatPay.call<{ nowMs: number }>('GET', '/clock')).nowMs;
  }

  /** Moves the one clock of the stack, and of the commands that are run after. Only forward. */
  async goTo(nowMs: number): Promise<void> {
    await this.weChatPay.call('POST', '/clock', { nowMs });
  }

  async wait(ms: number): Promise<void> {
    await this.goTo((await this.nowMs()) + ms);
  }

  /** The executable, beside the running local stack and with its clock. */
  async redPack(...args: string[]): Promise<Ended> {
    const env = {
      PATH: process.env.PATH,
      RED_PACK_LOCAL_DIR: this.contract.stack.dir,
      NODE_OPTIONS: `--require ${join(__dirname, 'ahead-clock.cjs')}`,
      CLOCK_AHEAD_MS: String((await this.nowMs()) - Date.now()),
    };
    return run(join(ROOT, 'red-pack'), args, { env, cwd: this.folder });
  }

  /** Opens a merchant account, and leaves its API key in the file `api-key` of the folder. */
  async openMerchant(balanceFen: number): Promise<void> {
    const apiKey = 'a1B2'.repeat(8);
    const { mchId, appid } = this;
    await this.weChatPay.call('PUT', '/accounts', {
      mchId,
      apiKey,
      balanceFen,
      appids: [appid],
      certificates: null,
    });
    writeFileSync(join(this.folder, 'api-key'), `${apiKey}\n`);
  }

  /** Downloads `apiclient_cert.p12` as WeChat issues it: RC2-40, its password the merchant number. */
  async downloadP12(name: string, validToMs: number): Promise<string> {
    const { authority } = this.contract.account;
    const issuer = { key: authority.privateKey, cert: authority.certificate };
    const { key, cert } = makeClient(this.mchId, { issuer, validToMs });
    const file = (suffix: string): string => join(this.folder, `${name}.${suffix}`);
    writeFileSync(file('pem'), `${key}\n${cert}`);
    const rc2 = 'PBE-SHA1-RC2-40';
    const args = ['pkcs12', '-export', '-legacy', '-certpbe', rc2, '-keypbe', rc2, '-in', file('pem')];
    stdoutOf(await run('openssl', [...args, '-out', file('p12'), '-passout', `pass:${this.mchId}`]));
    return file('p12');
  }

  /** `./red-pack certificate put` for the account. */
  putCertificate(p12: string, ...options: string[]): Promise<Ended> {
    const account = ['--official-account', this.appid, '--mch-id', this.mchId];
    const files = ['--p12', p12, '--api-key-file', join(this.folder, 'api-key')];
    return this.redPack('certificate', 'put', ...account, ...files, ...options);
  }

  /** What CloudWatch would have made of the functions' logs so far. */
  async points(): Promise<DataPoint[]> {
    return linesOf(await this.contract.logs()).flatMap(embeddedMetrics);
  }

  /**
   * The codes of the account's faults that a step adds to the log, one for each. Each must have rung the page alarm within
   * one period of the step's start, which was silent before and is a period after.
   */
  async pagesOf(step: () => Promise<unknown>): Promise<string[]> {
    const alarm = must(ALARMS.AccountFaultAlarm, 'the page alarm');
    const startedAtMs = await this.nowMs();
    expect(evaluate(alarm, await this.points(), startedAtMs)).toBe('OK');
    await step();
    const points = await this.points();
    const faults = points.filter(({ name, atMs }) => name === 'account_fault' && atMs >= startedAtMs);
    for (const { atMs } of faults) expectPage(alarm, points, startedAtMs, atMs);
    return faults.flatMap(({ dimensions }) => dimensions.fault_code ?? []);
  }
}

function expectPage(alarm: Alarm, points: readonly DataPoint[], startedAtMs: number, atMs: number): void {
  expect(atMs - startedAtMs).toBeLessThan(PERIOD_MS);
  const states: AlarmState[] = [evaluate(alarm, points, atMs), evaluate(alarm, points, atMs + 2 * PERIOD_MS)];
  expect(states).toEqual(['ALARM', 'OK']);
}
