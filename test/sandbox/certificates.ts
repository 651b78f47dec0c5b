/** Certificates for tests: a CA, servers good for 127.0.0.1 and localhost, merchants' clients, p12 files. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface Pair {
  /** PEM texts. */
  key: string;
  cert: string;
}

interface Plan {
  commonName: string;
  issuer?: Pair;
  extensions?: object[];
  validFromMs?: number;
  validToMs?: number;
}

const DAY_MS = 86_400_000;

function makeCertificate({ commonName, issuer, extensions = [], validFromMs, validToMs }: Plan): Pair {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(validFromMs ?? Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(validToMs ?? Date.now() + DAY_MS);
  const subject = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? keys.privateKey), forge.md.sha256.create());
  return { key: keys.privateKey, cert: forge.pki.certificateToPem(certificate) };
}

export function makeAuthority(commonName: string): Pair {
  return makeCertificate({
    commonName,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', keyCertSign: true },
    ],
  });
}

export function makeServer(issuer: Pair): Pair {
  const altNames = [
    { type: 7, ip: '127.0.0.1' },
    { type: 2, value: 'localhost' },
  ];
  return makeCertificate({
    commonName: 'localhost',
    issuer,
    extensions: [{ name: 'subjectAltName', altNames }],
  });
}

/** A merchant's certificate, self-signed if no issuer is given. */
export function makeClient(commonName: string, plan: Omit<Plan, 'commonName'> = {}): Pair {
  return makeCertificate({ ...plan, commonName });
}

/** An apiclient_cert.p12 as merchants get it: 3DES, password the merchant number. */
export function makeP12(client: Pair, chain: readonly Pair[], password: string): Buffer {
  const certificates = [client, ...chain].map(({ cert }) => forge.pki.certificateFromPem(cert));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(client.key), certificates, password, {
    algorithm: '3des',
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
