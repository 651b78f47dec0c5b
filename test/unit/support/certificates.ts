/** Certificates for tests, made afresh: an authority, a server good for 127.0.0.1, merchants' clients. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface Pair {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

const DAY_MS = 86_400_000;

interface Plan {
  readonly issuer?: Pair;
  readonly extensions?: object[];
  /** Unix milliseconds; default a day ahead. */
  readonly validUntilMs?: number;
  readonly bits?: number;
}

function makePair(commonName: string, { issuer, extensions = [], validUntilMs, bits = 2048 }: Plan): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(12).toString('hex')}`;
  const endMs = validUntilMs ?? Date.now() + DAY_MS;
  certificate.validity.notBefore = new Date(Math.min(Date.now(), endMs) - DAY_MS);
  certificate.validity.notAfter = new Date(endMs);
  const subject = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(
    issuer === undefined ? subject : forge.pki.certificateFromPem(issuer.cert).subject.attributes,
  );
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}

export function makeAuthority(): Pair {
  return makePair('Test Root', {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
}

export function makeServer(issuer: Pair): Pair {
  const altNames = [{ type: 7, ip: '127.0.0.1' }];
  return makePair('127.0.0.1', { issuer, extensions: [{ name: 'subjectAltName', altNames }] });
}

/** A merchant's certificate over a key that is too short for TLS. */
export function makeWeakClient(issuer: Pair, mchId: string): Pair {
  return makePair(mchId, { issuer, bits: 512 });
}

/** A merchant's certificate. @param validUntilMs unix milliseconds */
export function makeClient(issuer: Pair, mchId: string, validUntilMs?: number): Pair {
  return makePair(mchId, { issuer, ...(validUntilMs === undefined ? {} : { validUntilMs }) });
}
