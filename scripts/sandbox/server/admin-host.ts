import { isIP } from 'node:net';

/** Where the admin API listens, and the host names by which programs reach it. */
export interface AdminAddress {
  readonly address: string;
  readonly names: readonly string[];
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Whether a Host header is one of the admin API's own. A web page can make its name resolve to this machine, and then
 * read whatever answers under that name; it cannot do so with an address, or with a name that the user has chosen.
 * @param port that the request has reached; another one is refused, except where containers map ports
 */
export function isOwnHost(
  host: string | undefined,
  { address, names }: AdminAddress,
  port: number | undefined,
): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const at = new URL(`http://${host}`);
  if (at.host !== host.toLowerCase() && `${at.host}:80` !== host.toLowerCase()) return false;
  if (names.some((name) => name.toLowerCase() === at.hostname)) return true;
  const isLocalOnly = LOOPBACK.includes(address) || address === '::1';
  if (!isLocalOnly) return at.hostname === 'localhost' || isIP(at.hostname.replace(/^\[|\]$/g, '')) !== 0;
  return LOOPBACK.includes(at.hostname) && (at.port || '80') === String(port);
}
