import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DemoAccount } from '../../local/account/demo-account';
import { endIfFails } from '../../local/started';

export interface HarnessAddresses {
  /** The local stack's variables, all that a function needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly account: DemoAccount;
  /** The merchant's pair, for peers that take only paths. */
  readonly pemFiles: { readonly certificate: string; readonly privateKey: string };
  /** The sandbox behind the delay proxy, a round trip of 100 ms away. */
  readonly farHost: string;
}

interface Counts {
  readonly tlsHandshakes: number;
  readonly byAnswer: Readonly<Record<string, number>>;
}

/** More than a run can pay: a packet refused for lack of funds would count as a fast one. */
const BALANCE_FEN = 1_000_000_000_000;

/** DynamoDB, Secrets Manager and the sandbox without its daily limits, ready to receive sends. */
export class Harness {
  private constructor(
    private readonly child: ChildProcess,
    readonly addresses: HarnessAddresses,
  ) {}

  static async start(): Promise<Harness> {
    const child = fork(join(__dirname, 'harness-process.ts'), [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const addresses = await new Promise<HarnessAddresses>((resolve, reject) => {
      child.once('message', (message) => resolve(message as HarnessAddresses));
      child.once('exit', (code) =>
        reject(new Error(`the harness process exited with ${code} before it was ready`)),
      );
    });
    const harness = new Harness(child, addresses);
    await endIfFails([() => harness.end()], () => harness.liftLimits());
    return harness;
  }

  private async liftLimits(): Promise<void> {
    await this.admin('PATCH', '/settings', {
      userDailyCount: null,
      userDailyFen: null,
      merchantDailyFen: null,
    });
    await this.admin('POST', '/accounts/top-up', {
      mchId: this.addresses.account.mchId,
      amountFen: BALANCE_FEN,
    });
  }

  /** Runs `act` and checks that it made `payments` payments. @returns the number of TLS handshakes */
  async expectPaid(payments: number, act: () => Promise<unknown>): Promise<number> {
    const before = await this.counts();
    await act();
    const after = await this.counts();
    const paid = (after.byAnswer.SUCCESS ?? 0) - (before.byAnswer.SUCCESS ?? 0);
    if (paid !== payments) {
      throw new Error(
        `${paid} of ${payments} packets were paid; responses of the sandbox: ${JSON.stringify(after.byAnswer)}`,
      );
    }
    return after.tlsHandshakes - before.tlsHandshakes;
  }

  /** CPU that the harness process has used so far, in milliseconds. */
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
