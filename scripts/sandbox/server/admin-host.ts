import { isIP } from 'node:net';

/** Where the admin API listens, and the host names by which programs reach it. */
export interface AdminAddress {
  readonly address: string;
  readonly names: readonly string[];
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** The name of a Host header, in lower case and without its port; null for what is no host. */
function readHost(host: string | undefined): { name: string; port: string } | null {
  if (host === undefined || !URL.canParse(`http://${host}`)) return null;
  const { host: read, hostname: name, port } = new URL(`http://${host}`);
  // Whatever else an address has, such as a user or a path, is none of a host.
  const isHost = [read, `${read}:80`].includes(host.toLowerCase());
  return isHost ? { name, port: port || '80' } : null;
}

/** Whether a Host header is one that no web page can have: the loopback address or `localhost`, with any port. */
export function isLoopbackHost(host: string | undefined): boolean {
  const at = readHost(host);
  return at !== null && LOOPBACK.includes(at.name);
}

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
  const at = readHost(host);
  if (at === null) return false;
  if (names.some((name) => name.toLowerCase() === at.name)) return true;
  const isLocalOnly = LOOPBACK.includes(address) || address === '::1';
  if (!isLocalOnly) return at.name === 'localhost' || isIP(at.name.replace(/^\[|\]$/g, '')) !== 0;
  return LOOPBACK.includes(at.name) && at.port === String(port);
}
