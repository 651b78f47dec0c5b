import { makeP12 } from '../../../test/kit/certificates';
import type { HarnessAddresses } from '../harness/harness';

/** What a peer needs to send; its process gets it in the variable `PEER`. */
interface Peer extends Pick<HarnessAddresses, 'account' | 'pemFiles'> {
  /** `https://host:port` */
  readonly url: string;
}

/** @param host `host:port` of WeChat Pay */
export function peerEnv({ env, account, pemFiles }: HarnessAddresses, host: string): Record<string, string> {
  const peer: Peer = { url: `https://${host}`, account, pemFiles };
  return { NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS ?? '', PEER: JSON.stringify(peer) };
}

export function readPeer(): Peer {
  return JSON.parse(process.env.PEER ?? '') as Peer;
}

/** The certificate as a p12, WeChat's format; the password is the merchant number. */
export function p12Of({ merchant, mchId }: Peer['account']): Buffer {
  return makeP12({ cert: merchant.certificate, key: merchant.privateKey }, [], mchId);
}
