import { join, resolve } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/index';
import { issueServer, type KeyedCertificate } from '../account/certificates';
import type { DemoAccount } from '../account/demo-account';
import { readEnvFile, removeEnvFile, writeEnvFile } from '../env-file';
import { isErrno } from '../files';
import { adviceOn, LockedError, takeLock } from '../lock';
import { describeListenError } from '../server';
import { endAll, endIfFails, type Started } from '../started';
import { FILES, LEDGER_FILE, openAccountFolder } from './account-folder';

export interface StandaloneOptions {
  /** Folder of the account's files, orders and balance. */
  readonly dir: string;
  /** IP address to listen on; default 127.0.0.1. */
  readonly address?: string;
  /** Names by which programs reach it, beside localhost: they are added to the server's certificate. */
  readonly names?: readonly string[];
  /** Free ports by default. */
  readonly port?: number;
  readonly adminPort?: number;
  /** Receives messages for the user. */
  readonly notice: (text: string) => void;
}

/** A running sandbox without a stack. */
export interface Standalone {
  readonly dir: string;
  /** `https://HOST:PORT` in place of `https://api.mch.weixin.qq.com`. */
  readonly url: string;
  readonly adminUrl: string;
  readonly mchId: string;
  readonly appid: string;
  /** Paths of the account's files. */
  readonly files: Readonly<Record<keyof typeof FILES, string>>;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Listening there is listening on every address; a program needs one of them. */
const EVERY_ADDRESS = ['0.0.0.0', '::'];

const ENV_FILE = 'sandbox.env';
const ENV_NAMES = [
  ...['WECHAT_PAY_URL', 'WECHAT_PAY_SANDBOX_ADMIN', 'WECHAT_PAY_MCH_ID', 'WECHAT_PAY_APPID'],
  ...['WECHAT_PAY_FILES'],
];

async function lock(dir: string, notice: (text: string) => void): Promise<() => Promise<void>> {
  try {
    return await takeLock(join(dir, '.sandbox.lock'), notice);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { holder, file } = error;
    const { pid, since } = holder;
    throw new Error(
      `A sandbox runs in ${dir} already, as process ${pid} since ${since}. ${adviceOn(holder, file, 'kill')}`,
      { cause: error },
    );
  }
}

/** An earlier run's, left by a SIGKILL, is replaced. @throws Error for a file of somebody else's */
async function checkEnvFile(file: string): Promise<void> {
  const names = Object.keys((await readEnvFile(file)) ?? {});
  if (names.some((name) => !ENV_NAMES.includes(name)))
    throw new Error(`${file} is not a file of this sandbox, and is left as it is. Choose another folder.`);
}

/** A certificate for further hosts is issued for each start: programs trust the authority, which stays. */
function serverOf(account: DemoAccount, hosts: readonly string[]): Promise<KeyedCertificate> {
  return hosts.length === 0 ? Promise.resolve(account.server) : issueServer(account.authority, hosts);
}

async function startServers(options: StandaloneOptions, dir: string, account: DemoAccount): Promise<Sandbox> {
  const { address = LOOPBACK, names = [] } = options;
  const hosts = [...names, ...[address].filter((it) => it !== LOOPBACK && !EVERY_ADDRESS.includes(it))];
  const { privateKey: key, certificate: cert } = await serverOf(account, hosts);
  const { mchId, apiKey, balanceFen, appid, merchant, authority } = account;
  return startSandbox({
    tls: { key, cert, clientCa: authority.certificate },
    accounts: [{ mchId, apiKey, balanceFen, appids: [appid], certificates: [merchant.certificate] }],
    ledgerFile: join(dir, LEDGER_FILE),
    ...{ address, names },
    ...(options.port !== undefined && { port: options.port }),
    ...(options.adminPort !== undefined && { adminPort: options.adminPort }),
  }).catch((error: unknown) => {
    const port = isErrno(error, 'EADDRINUSE') && 'port' in error ? Number(error.port) : 0;
    throw describeListenError(error, 'WeChat Pay sandbox', port);
  });
}

/** The address of a server as a program calls it: `0.0.0.0` is none that it could. */
function reachable(url: string, name: string | undefined): string {
  const at = new URL(url);
  const host = at.hostname.replace(/^\[|\]$/g, '');
  if (name !== undefined) at.hostname = name;
  else if (EVERY_ADDRESS.includes(host)) at.hostname = LOOPBACK;
  return at.origin;
}

async function start(options: StandaloneOptions, dir: string, started: Started): Promise<Standalone> {
  const envFile = join(dir, ENV_FILE);
  await checkEnvFile(envFile);
  const account = await openAccountFolder(dir);
  const sandbox = await startServers(options, dir, account);
  started.push(() => sandbox.close());
  const url = reachable(`https://${sandbox.host}`, options.names?.[0]);
  const adminUrl = reachable(sandbox.adminUrl, undefined);
  const { mchId, appid } = account;
  const values = [url, adminUrl, mchId, appid, dir];
  started.push(() => removeEnvFile(envFile));
  await writeEnvFile(envFile, Object.fromEntries(ENV_NAMES.map((name, at) => [name, values[at] ?? ''])));
  const paths = Object.entries(FILES).map(([what, name]) => [what, join(dir, name)]);
  const files = Object.fromEntries(paths) as Standalone['files'];
  return { dir, url, adminUrl, mchId, appid, files, close: () => endAll(started) };
}

/**
 * Starts the sandbox without a stack, for programs of any language. Account, orders and balance of the folder are those
 * of its earlier runs.
 * @throws Error if it runs in the folder already, a file there is not its own, or a port is in use
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const dir = resolve(options.dir);
  const started: Started = [await lock(dir, options.notice)];
  return endIfFails(started, () => start(options, dir, started));
}
