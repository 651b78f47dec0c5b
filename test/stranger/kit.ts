/** A merchant's engineer with a terminal, the merchant platform (here: the sandbox's) and CloudWatch's metrics. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../contract/harness';
import { must } from '../contract/harness';
import { pageState, pagesOf } from '../contract/page-alarm';
import { SandboxAdmin } from '../contract/sandbox';
import { makeClient } from '../kit/certificates';
import { type Ended, ROOT, run, stdoutOf } from '../kit/process';

const MINUTE_MS = 60_000;

/** pbeWithSHA1And40BitRC2-CBC, 1.2.840.113549.1.12.1.6, as DER has it. */
export const RC2_40 = Buffer.from('060a2a864886f70d010c0106', 'hex');

/** As `./red-pack doctor --json` prints it. */
interface Health {
  readonly healthy: boolean;
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly seen: readonly string[];
    readonly findings: readonly unknown[];
  }[];
}

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

  /** What `./red-pack doctor` finds. @throws Error with all it says, when that is an error */
  async doctor(): Promise<Health> {
    return JSON.parse(stdoutOf(await this.redPack('doctor', '--json'))) as Health;
  }

  /** The codes by which a step rings the page alarm, which was silent before and is again two minutes later. */
  async pagesOf(step: () => Promise<unknown>): Promise<string[]> {
    expect(await pageState(this.contract)).toBe('OK');
    const codes = await pagesOf(this.contract, step);
    expect(await pageState(this.contract, (await this.nowMs()) + 2 * MINUTE_MS)).toBe('OK');
    return codes;
  }
}
