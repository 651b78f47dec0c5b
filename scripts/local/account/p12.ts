import forge from 'node-forge';

/**
 * A p12 as merchants get it from WeChat Pay, encrypted with 3DES: everything reads that, from OpenSSL 1 to 3, Java 8 and
 * Go's x/crypto/pkcs12, which is not so of AES or of RC2-40.
 * @param certificates PEM, the one of the key first
 * @param privateKey PEM
 * @param password null leaves the key unencrypted, in a KeyBag, and the file without a MAC
 */
export function makeP12(
  certificates: readonly string[],
  privateKey: string,
  password: string | null,
): Buffer {
  const chain = certificates.map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(privateKey), chain, password, {
    algorithm: '3des',
    useMac: password !== null,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** Whether it is a p12 with this password that contains this certificate (PEM). */
export function isP12Of(bytes: Buffer, password: string, certificate: string): boolean {
  try {
    const p12 = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes.toString('binary')), password);
    const { certBag = '' } = forge.pki.oids as Record<string, string>;
    const certificates = p12.getBags({ bagType: certBag })[certBag] ?? [];
    return certificates.some(({ cert }) => cert && forge.pki.certificateToPem(cert) === certificate);
  } catch {
    return false;
  }
}
