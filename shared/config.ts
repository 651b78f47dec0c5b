import { isIPv4 } from 'node:net';
import { PlatformError } from './api/errors';
import type { Account } from './api/merchant';
import { DEFAULT_GATEWAY_TYPE, GATEWAY_TYPES } from './api/send-params';

/** All external settings. The only module of `shared/` that reads the environment. */
export interface Config {
  readonly recordsTable: string;
  readonly miniappId: string;
  /** Part of every id; must never change, not even for a restored table. */
  readonly idNamespace: string;
  readonly secretPrefix: string;
  /** `host[:port]`; the main host comes first. */
  readonly wechatPayHosts: readonly string[];
  /** IPv4 address that WeChat is given as the caller's. */
  readonly clientIp: string;
  /** Minimum time that a sending invocation holds its slot. */
  readonly sendSlotMs: number;
  /**
   * A new claim queries WeChat before it sends, like a claim in doubt. Set this after a table was restored or moved.
   */
  readonly queryBeforeSend: boolean;
  /** Paid packets are queried until it is known what became of them. */
  readonly followUp: boolean;
  /** Accounts whose certificate each recovery pass checks. */
  readonly watchedAccounts: readonly Account[];
}

type Env = Readonly<Record<string, string | undefined>>;

function required(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new PlatformError(`The environment variable ${name} is missing.`);
  return value;
}

function miniapp(value: string): string {
  // Items that are not records have partitions and keys of their own, separated by `#`: `marks#<MINIAPP_ID>`.
  if (value.includes('#'))
    throw new PlatformError(`The environment variable MINIAPP_ID must not contain a "#": ${value}`);
  return value;
}

function ipv4(value: string): string {
  if (!isIPv4(value))
    throw new PlatformError(`The environment variable CLIENT_IP is not an IPv4 address: ${value}`);
  return value;
}

function milliseconds(value: string): number {
  // Lambda's own limit is 15 minutes; a longer slot could only be a wrong unit.
  if (!/^\d{1,6}$/.test(value) || Number(value) > 900_000) {
    throw new PlatformError(
      `The environment variable SEND_SLOT_MS is not a number of milliseconds: ${value}`,
    );
  }
  return Number(value);
}

function flag(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw new PlatformError(`The environment variable ${name} is neither "true" nor "false": ${value}`);
  return value === 'true';
}

function hosts(value: string): string[] {
  const list = value.split(',').map((host) => host.trim());
  const wrong = list.find((host) => {
    const [whole, port = '443'] = /^[a-z0-9.-]+(?::(\d{1,5}))?$/i.exec(host) ?? [];
    return whole === undefined || Number(port) < 1 || Number(port) > 65_535;
  });
  if (wrong !== undefined)
    throw new PlatformError(
      `The environment variable WECHAT_PAY_HOSTS has an entry that is not host[:port]: "${wrong}"`,
    );
  return list;
}

function accounts(value: string): Account[] {
  const names = value.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => {
      const [official_account_id = '', gateway = DEFAULT_GATEWAY_TYPE, ...more] = name.split('/');
      const gateway_type = GATEWAY_TYPES.find((one) => one === gateway);
      if (!/^[A-Za-z0-9]{1,32}$/.test(official_account_id) || gateway_type === undefined || more.length > 0) {
        throw new PlatformError(
          `The environment variable WATCHED_ACCOUNTS holds no official_account_id[/gateway_type]: "${name}"`,
        );
      }
      return { official_account_id, gateway_type };
    });
}

/**
 * Neither the AWS SDK nor the pooled agents of certificates go through a forward proxy. Refused rather than logged: with
 * the variable ignored, requests would leave from an address that WeChat Pay does not list, or time out as `open`.
 */
function refuseProxy(env: Env): void {
  const name = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find((proxy) => env[proxy]);
  if (name === undefined) return;
  throw new PlatformError(
    `The environment variable ${name} is set, but a forward proxy is not supported: remove it. ` +
      'For a fixed address, run the functions in a VPC behind a NAT gateway (docs/deploy.md).',
  );
}

/** @throws PlatformError naming the variable that is missing, invalid or not supported. */
export function readConfig(env: Env = process.env): Config {
  refuseProxy(env);
  return {
    recordsTable: required(env, 'RECORDS_TABLE'),
    miniappId: miniapp(required(env, 'MINIAPP_ID')),
    idNamespace: required(env, 'ID_NAMESPACE'),
    secretPrefix: env.SECRET_PREFIX ?? 'red-pack/',
    wechatPayHosts: hosts(env.WECHAT_PAY_HOSTS || 'api.mch.weixin.qq.com'),
    clientIp: ipv4(env.CLIENT_IP || '127.0.0.1'),
    sendSlotMs: milliseconds(env.SEND_SLOT_MS || '0'),
    queryBeforeSend: flag('QUERY_BEFORE_SEND', env.QUERY_BEFORE_SEND || 'false'),
    followUp: flag('FOLLOW_UP', env.FOLLOW_UP || 'true'),
    watchedAccounts: accounts(env.WATCHED_ACCOUNTS ?? ''),
  };
}
