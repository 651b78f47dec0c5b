import { createSign, generateKeyPair } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type Forge from 'node-forge';

/** Loaded when a certificate is made or read: loading it takes as long as half of a command. */
function loadForge(): typeof Forge {
  return require('node-forge');
}

/** A certificate and its private key, PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Longer than any local stack lives, so that nobody ever has to renew it. */
const VALID_YEARS = 10;

const RSA_BITS = 2048;

/** Keeps a new certificate valid when the clock is set back a little. */
const BACKDATE_MS = 24 * 3_600_000;

const newKeyPair = promisify(generateKeyPair);

type Extension = Record<string, unknown> & { readonly name: string };

async function issue(
  commonName: string,
  extensions: readonly Extension[],
  issuer?: KeyedCertificate,
): Promise<KeyedCertificate> {
  const forge = loadForge();
  // By node:crypto, since node-forge generates a key in JavaScript, which takes seconds.
  const pair = await newKeyPair('rsa', { modulusLength: RSA_BITS });
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = forge.pki.createCertificate();
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A first byte of 01 keeps the number positive and without leading zeros: DER requires the shortest form, but of two
  // leading zero bytes node-forge strips only one, and OpenSSL then refuses about one certificate in several hundred.
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
  certificate.validity.notBefore = new Date(Date.now() - BACKDATE_MS);
  certificate.validity.notAfter = new Date(Date.now() + VALID_YEARS * 365 * 24 * 3_600_000);
  const subject = [
    { name: 'commonName', value: commonName },
    { name: 'organizationName', value: 'red-pack local stack' },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(
    issuer === undefined ? subject : forge.pki.certificateFromPem(issuer.certificate).subject.attributes,
  );
  certificate.setExtensions([...extensions, { name: 'subjectKeyIdentifier' }]);
  signCertificate(certificate, issuer?.privateKey ?? privateKey);
  return { certificate: forge.pki.certificateToPem(certificate), privateKey };
}

/** Signs by node:crypto: node-forge's own arithmetic takes 0.1 s a signature, and 1.5 s inside Jest on Node 24. */
export function signCertificate(certificate: Forge.pki.Certificate, privateKeyPem: string): void {
  const forge = loadForge();
  const signer = {
    sign: () => {
      const { tbsCertificate } = certificate as unknown as { tbsCertificate: Forge.asn1.Asn1 };
      const der = Buffer.from(forge.asn1.toDer(tbsCertificate).getBytes(), 'binary');
      return createSign('sha256').update(der).sign(privateKeyPem, 'binary');
    },
  };
  certificate.sign(signer as unknown as Forge.pki.rsa.PrivateKey, forge.md.sha256.create());
}

/** A certificate authority that only this folder's stack trusts. */
export function issueAuthority(): Promise<KeyedCertificate> {
  return issue('red-pack local CA', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * A certificate for a server on loopback.
 * @param hosts names and IP addresses by which it is also reached
 */
export function issueServer(
  authority: KeyedCertificate,
  hosts: readonly string[] = [],
): Promise<KeyedCertificate> {
  const altNames = ['localhost', '127.0.0.1', ...hosts].map((host) =>
    isIP(host) === 0 ? { type: DNS_NAME, value: host } : { type: IP_ADDRESS, ip: host },
  );
  return issue(
    'localhost',
    [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
    authority,
  );
}

/** A merchant's API certificate; its common name is the merchant number, as in WeChat's own. */
export function issueMerchant(authority: KeyedCertificate, mchId: string): Promise<KeyedCertificate> {
  return issue(
    mchId,
    [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
    authority,
  );
}
