import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

export type CertificateVerdict =
  | { kind: 'absent' }
  | { kind: 'refused' }
  | { kind: 'shown'; fingerprint: string };

/** A SHA-256 fingerprint as 64 upper-case hex digits, from a PEM or a fingerprint with or without colons. */
export function normaliseFingerprint(given: string): string {
  const text = given.includes('-----BEGIN') ? new X509Certificate(given).fingerprint256 : given;
  const fingerprint = text.replaceAll(':', '').trim().toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(fingerprint)) throw new Error('not a PEM certificate or SHA-256 fingerprint');
  return fingerprint;
}

interface Shown {
  fingerprint: string;
  authorized: boolean;
  validFromMs: number;
  validToMs: number;
}

const seen = new WeakMap<TLSSocket, Shown | null>();

function shownBy(socket: TLSSocket): Shown | null {
  const known = seen.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerCertificate();
  const shown =
    certificate && Object.keys(certificate).length > 0
      ? {
          fingerprint: normaliseFingerprint(certificate.fingerprint256),
          authorized: socket.authorized,
          validFromMs: Date.parse(certificate.valid_from),
          validToMs: Date.parse(certificate.valid_to),
        }
      : null;
  seen.set(socket, shown);
  return shown;
}

/**
 * The front server's verdict on a connection's client certificate. It accepts a certificate within its validity that the
 * client CA has issued or that an account lists.
 */
export function judgeCertificate(
  socket: TLSSocket,
  isListed: (fingerprint: string) => boolean,
  realNowMs: number,
): CertificateVerdict {
  const shown = shownBy(socket);
  if (!shown) return { kind: 'absent' };
  const valid = shown.validFromMs <= realNowMs && realNowMs <= shown.validToMs;
  const accepted = valid && (shown.authorized || isListed(shown.fingerprint));
  return accepted ? { kind: 'shown', fingerprint: shown.fingerprint } : { kind: 'refused' };
}
