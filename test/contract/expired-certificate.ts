import forge from 'node-forge';
import { signCertificate } from '../../scripts/local/account/certificates';

const DAY_MS = 24 * 3_600_000;

/** A certificate of the given key, PEM, that was good until yesterday. */
export function expiredCertificate(privateKeyPem: string): string {
  const key = forge.pki.privateKeyFromPem(privateKeyPem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 10 * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() - DAY_MS);
  const name = [{ name: 'commonName', value: 'expired' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  signCertificate(certificate, privateKeyPem);
  return forge.pki.certificateToPem(certificate);
}
