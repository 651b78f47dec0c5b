import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** When a certificate may be used, in unix milliseconds. @param certificate PEM that `pairTrouble` accepts */
export function validityOf(certificate: string): {
  readonly validFromMs: number;
  readonly validToMs: number;
} {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return { validFromMs: Date.parse(validFrom), validToMs: Date.parse(validTo) };
}

/** How a message names the two parts. */
export interface PairNames {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * Why TLS would not take a certificate with its key (both PEM): a sentence without its full stop, or null. It shows
 * nothing of the content: OpenSSL's own messages might quote their input.
 */
export function pairTrouble(certificate: string, privateKey: string, names: PairNames): string | null {
  if (!isReadable(() => new X509Certificate(certificate)))
    return `${names.certificate} is damaged: its PEM holds no certificate`;
  if (!isReadable(() => createPrivateKey(privateKey)))
    return `${names.privateKey} is damaged: its PEM holds no private key`;
  try {
    // Build the TLS context now, so that a pair TLS would reject fails before the claim.
    createSecureContext({ cert: certificate, key: privateKey });
    return null;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
      return `${names.privateKey} does not belong to ${names.certificate}`;
    if (/TOO_SMALL|TOO_WEAK/.test(code))
      return 'TLS does not take the certificate, for a weak key or digest; ask WeChat Pay for another';
    return `TLS does not take ${names.certificate} with ${names.privateKey} (${code})`;
  }
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
