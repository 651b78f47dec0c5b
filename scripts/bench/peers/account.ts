import forge from 'node-forge';
import type { HarnessAddresses } from '../harness/harness';

/** The part of the demo account that a peer needs; its process gets it in the variable `PEER`. */
export interface PeerAccount {
  /** `https://host:port` */
  readonly url: string;
  readonly appid: string;
  readonly mchId: string;
  readonly apiKey: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
  readonly authority: string;
  readonly pemFiles: HarnessAddresses['pemFiles'];
}

/** @param host `host:port` of WeChat Pay */
export function peerEnv({ env, account, pemFiles }: HarnessAddresses, host: string): Record<string, string> {
  const { appid, mchId, apiKey, merchant, authority } = account;
  const peer: PeerAccount = {
    ...{ url: `https://${host}`, appid, mchId, apiKey, pemFiles },
    ...{
      certificate: merchant.certificate,
      privateKey: merchant.privateKey,
      authority: authority.certificate,
    },
  };
  return { NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS ?? '', PEER: JSON.stringify(peer) };
}

export function peerAccount(): PeerAccount {
  return JSON.parse(process.env.PEER ?? '') as PeerAccount;
}

/** The certificate as a p12, WeChat's format; the password is the merchant number. */
export function p12Of({ certificate, privateKey, mchId }: PeerAccount): Buffer {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(privateKey),
    [forge.pki.certificateFromPem(certificate)],
    mchId,
    { algorithm: '3des' },
  );
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
