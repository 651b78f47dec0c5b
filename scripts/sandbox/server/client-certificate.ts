import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

export type CertificateVerdict =
  | { kind: 'absent' }
  | { kind: 'refused' }
  | { kind: 'shown'; fingerprint: string };

/** A SHA-256 fingerprint as 64 upper-case hex digits, from one with or without colons or from a PEM. */
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
 * What the front server thinks of a connection's client certificate. Accepted is one of the client CA within
 * its validity, and one that an account lists though no CA vouches for it.
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
