import { DEFAULT_GATEWAY_TYPE, GATEWAY_TYPES } from '../../shared/api/send-params';
import { UsageError } from '../errors';

export interface Account {
  readonly appid: string;
  readonly gateway: string;
}

/** @throws UsageError for what no account of a stack can be */
export function parseAccount(appid: string, gateway: string = DEFAULT_GATEWAY_TYPE): Account {
  if (!/^[A-Za-z0-9]{1,32}$/.test(appid))
    throw new UsageError(`--official-account must be the appid of the official account, got "${appid}".`);
  if (!isGateway(gateway))
    throw new UsageError(`--gateway must be one of ${GATEWAY_TYPES.join(', ')}, got "${gateway}".`);
  return { appid, gateway };
}

function isGateway(text: string): boolean {
  return (GATEWAY_TYPES as readonly string[]).includes(text);
}

/** What the functions look up. */
export function secretName(prefix: string, { appid, gateway }: Account): string {
  return gateway === DEFAULT_GATEWAY_TYPE ? prefix + appid : `${prefix}${appid}/${gateway}`;
}

/** The account of a secret's name; null for a name of something else, such as another stage's below this prefix. */
export function accountOf(prefix: string, name: string): Account | null {
  const [, appid, gateway = DEFAULT_GATEWAY_TYPE] =
    /^([A-Za-z0-9]{1,32})(?:\/(\w+))?$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
  return appid !== undefined && isGateway(gateway) ? { appid, gateway } : null;
}
