/** Certificates for tests: an authority, servers on this machine, merchants' clients, p12 files. */
import { createPublicKey, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { signCertificate } from '../../scripts/local/account/certificates';
import { makeP12 as p12Of } from '../../scripts/local/account/p12';
import { nextKey } from './keys';

/** PEM texts. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

interface Plan {
  /** None: self-signed. */
  readonly issuer?: Pair;
  readonly extensions?: object[];
  /** Unix milliseconds; by default a day before and a day after now. */
  readonly validFromMs?: number;
  readonly validToMs?: number;
  /** Size of its key. */
  readonly bits?: number;
  /** PEM, in place of the next key. */
  readonly key?: string;
}

const DAY_MS = 86_400_000;

function makeCertificate(commonName: string, plan: Plan): Pair {
  const { issuer, extensions = [], validToMs = Date.now() + DAY_MS, key = nextKey(plan.bits ?? 2048) } = plan;
  const certificate = forge.pki.createCertificate();
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(12).toString('hex')}`;
  certificate.validity.notBefore = new Date(plan.validFromMs ?? Math.min(Date.now(), validToMs) - DAY_MS);
  certificate.validity.notAfter = new Date(validToMs);
  const subject = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
  certificate.setExtensions(extensions);
  signCertificate(certificate, issuer?.key ?? key);
  return { key, cert: forge.pki.certificateToPem(certificate) };
}

export function makeAuthority(commonName = 'Test Root'): Pair {
  const extensions = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ];
  return makeCertificate(commonName, { extensions });
}

/** For 127.0.0.1 and localhost. */
export function makeServer(issuer: Pair): Pair {
  const altNames = [
    { type: 7, ip: '127.0.0.1' },
    { type: 2, value: 'localhost' },
  ];
  return makeCertificate('localhost', { issuer, extensions: [{ name: 'subjectAltName', altNames }] });
}

/** A merchant's certificate; WeChat Pay's has the merchant number as its common name. */
export function makeClient(commonName: string, plan: Plan = {}): Pair {
  return makeCertificate(commonName, plan);
}

/**
 * An apiclient_cert.p12 as merchants get it, password the merchant number.
 * @param password null leaves the key unencrypted, in a KeyBag, and the file without a MAC
 */
export function makeP12(client: Pair, chain: readonly Pair[], password: string | null): Buffer {
  return p12Of(
    [client, ...chain].map(({ cert }) => cert),
    client.key,
    password,
  );
}
