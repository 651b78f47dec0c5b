import type Forge from 'node-forge';
import { CommandError, messageOf } from '../errors';

/** Loaded when a certificate is made or read: loading it takes as long as half of a command. */
function loadForge(): typeof Forge {
  return require('node-forge');
}

/** PEM texts. */
export interface PemPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The p12 is intact as far as its shape tells, and the password does not open it. */
export class WrongPasswordError extends CommandError {}

/** A DER structure's own account of its size: the bytes of its header and content; null for no definite length. */
function derSize(bytes: Buffer): number | null {
  const [tag, first = 0] = bytes;
  if (tag !== 0x30 || bytes.length < 2) return null;
  if (first < 0x80) return 2 + first;
  const count = first - 0x80;
  return count >= 1 && count <= 4 && bytes.length >= 2 + count
    ? 2 + count + bytes.readUIntBE(2, count)
    : null;
}

const AGAIN = 'copy it again as a binary file, or download it again from the merchant platform';

/** Base64 text can be read in one way only, so it is. */
function decoded(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/\s/g, '');
  const isBase64 = /^MI[A-Za-z0-9+/]+=*$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : bytes;
}

/** @throws CommandError that says what happened to the file */
function checkShape(bytes: Buffer): void {
  if (bytes.length === 0) throw new CommandError(`--p12 is empty (0 bytes): ${AGAIN}.`);
  if (bytes.includes('-----BEGIN ')) throw new CommandError('--p12 is a PEM file: give it as --certificate.');
  // UTF-8's replacement character, which a text filter writes for each byte that is no text.
  if (bytes.toString('latin1').split('\u00EF\u00BF\u00BD').length > 4)
    throw new CommandError(`--p12 was changed by a text filter, and its bytes are lost: ${AGAIN}.`);
  const size = derSize(bytes);
  if (size === null)
    throw new CommandError('--p12 is no p12 file: give apiclient_cert.p12 of the merchant platform.');
  if (size === bytes.length) return;
  const how = `it has ${bytes.length} bytes, and its header says ${size}`;
  const why = size > bytes.length ? 'is cut off' : 'has too many bytes, as after a transfer in text mode';
  throw new CommandError(`--p12 ${why}: ${how}; ${AGAIN}.`);
}

/** @throws WrongPasswordError, CommandError */
function open(bytes: Buffer, password: string): Forge.pkcs12.Pkcs12Pfx {
  const forge = loadForge();
  try {
    return forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes.toString('binary')), password);
  } catch (cause) {
    const why = messageOf(cause);
    if (/Invalid password|decrypt/i.test(why))
      throw new WrongPasswordError('The password does not open --p12; if it is right, the file is damaged.', {
        cause,
      });
    throw new CommandError(`--p12 is damaged, or of a form that cannot be read (${why}): ${AGAIN}.`, {
      cause,
    });
  }
}

/**
 * The certificate and key of a p12 as PEM. node-forge reads RC2-40 and 3DES files, which WeChat issues, and keys in a
 * KeyBag (not encrypted themselves); OpenSSL 3, and so Lambda's Node, refuses RC2-40.
 * @throws WrongPasswordError, CommandError
 */
export function pairOfP12(file: Buffer, password: string): PemPair {
  const forge = loadForge();
  const bytes = decoded(file);
  checkShape(bytes);
  const p12 = open(bytes, password);
  const { pkcs8ShroudedKeyBag, keyBag, certBag } = forge.pki.oids as Record<string, string>;
  const bags = (bagType = '') => p12.getBags({ bagType })[bagType] ?? [];
  const key = [...bags(pkcs8ShroudedKeyBag), ...bags(keyBag)].find((bag) => bag.key)?.key;
  if (!key) throw new CommandError('--p12 contains no private key: export it together with its key.');
  const certificates = bags(certBag).flatMap(({ cert }) => (cert ? [cert] : []));
  const own = certificates.find((certificate) => belongs(certificate, key));
  if (own === undefined) throw new CommandError('--p12 contains no certificate for its private key.');
  return { certificate: forge.pki.certificateToPem(own), privateKey: forge.pki.privateKeyToPem(key) };
}

/** A p12 may also contain the issuer's certificate, in any order. */
function belongs({ publicKey }: Forge.pki.Certificate, key: Forge.pki.PrivateKey): boolean {
  return (publicKey as Forge.pki.rsa.PublicKey).n.equals((key as Forge.pki.rsa.PrivateKey).n);
}
