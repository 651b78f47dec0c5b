import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DemoAccount } from '../../local/account/demo-account';

export interface StageAddresses {
  /** Of the local stack: all that a function needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly account: DemoAccount;
  /** Of the merchant, for who takes paths only. */
  readonly pemFiles: { readonly certificate: string; readonly privateKey: string };
  /** The sandbox, 100 ms of round trip away. */
  readonly farHost: string;
}

interface Counts {
  readonly tlsHandshakes: number;
  readonly byAnswer: Readonly<Record<string, number>>;
}

/** More than a run can pay: a packet that fails for want of money would be measured as a fast one. */
const BALANCE_FEN = 1_000_000_000_000;

/** DynamoDB, Secrets Manager and the sandbox, without the limits of a day, ready to be sent to. */
export class Stage {
  private constructor(
    private readonly child: ChildProcess,
    readonly addresses: StageAddresses,
  ) {}

  static async start(): Promise<Stage> {
    const child = fork(join(__dirname, 'stage-process.ts'), [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const addresses = await new Promise<StageAddresses>((resolve, reject) => {
      child.once('message', (message) => resolve(message as StageAddresses));
      child.once('exit', (code) => reject(new Error(`the stage did not start: ${code}`)));
    });
    const stage = new Stage(child, addresses);
    await stage.admin('PATCH', '/settings', {
      userDailyCount: null,
      userDailyFen: null,
      merchantDailyFen: null,
    });
    await stage.admin('POST', '/accounts/top-up', { mchId: addresses.account.mchId, amountFen: BALANCE_FEN });
    return stage;
  }

  /** Does something that must make `payments` payments. @returns the TLS handshakes that it took */
  async expectPaid(payments: number, act: () => Promise<unknown>): Promise<number> {
    const before = await this.counts();
    await act();
    const after = await this.counts();
    const paid = (after.byAnswer.SUCCESS ?? 0) - (before.byAnswer.SUCCESS ?? 0);
    if (paid !== payments) {
      throw new Error(
        `${paid} of ${payments} were paid; the sandbox answered ${JSON.stringify(after.byAnswer)}`,
      );
    }
    return after.tlsHandshakes - before.tlsHandshakes;
  }

  /** CPU that the far side has used so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    this.child.send('cpu');
    const [{ user, system }] = (await once(this.child, 'message')) as [NodeJS.CpuUsage];
    return (user + system) / 1000;
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }

  private counts(): Promise<Counts> {
    return this.admin('GET', '/counts');
  }

  private async admin<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.addresses.env.WECHAT_PAY_SANDBOX_ADMIN}${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
