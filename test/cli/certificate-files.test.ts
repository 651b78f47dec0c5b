import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { pairOfP12 } from '../../cli/certificate/p12';
import { type PairOptions, readPair } from '../../cli/certificate/pair';
import { terminal } from '../../cli/io';
import { makeAuthority, makeClient, makeP12, type Pair } from '../kit/certificates';
import { removeTempFolders, tempFolder } from '../kit/folder';

/** A throw-away pair in a p12 as WeChat Pay's platform encrypts it: RC2 with 40 bits. */
const RC2_P12 = readFileSync(join(__dirname, 'rc2-40.p12'));
const MCH_ID = '1900000109';

const authority = makeAuthority();
const pair = makeClient(MCH_ID, { issuer: authority });
const P12 = makeP12(pair, [authority], MCH_ID);

let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(removeTempFolders);

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function read(options: PairOptions, answers: string[] = []) {
  const askSecret = () => Promise.resolve(answers.shift() ?? '');
  return readPair(options, MCH_ID, { ...terminal, askSecret, isTTY: answers.length > 0 });
}

function expectPair(found: { certificate: string; privateKey: string }, wanted: Pair = pair): void {
  const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;
  expect(fingerprint(found.certificate)).toBe(fingerprint(wanted.cert));
  createSecureContext({ cert: found.certificate, key: found.privateKey });
}

describe('a p12', () => {
  it('encrypted with RC2-40, which Node itself refuses, is read', async () => {
    expect(() => createSecureContext({ pfx: RC2_P12, passphrase: MCH_ID })).toThrow(/[Uu]nsupported/);
    const found = await read({ p12: file('rc2.p12', RC2_P12) });
    createSecureContext({ cert: found.certificate, key: found.privateKey });
  });

  it.each([
    ['3DES', P12],
    ['an unencrypted key in a KeyBag', makeP12(pair, [], null)],
    ['base64 text around it', Buffer.from(`${P12.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`)],
  ])('with %s is read', async (_, bytes) => {
    expectPair(await read({ p12: file('a.p12', bytes) }));
  });

  it('with the issuer in front gives the certificate of its key', () => {
    const issuerFirst = { key: pair.key, cert: authority.cert };
    expectPair(pairOfP12(makeP12(issuerFirst, [pair], MCH_ID), MCH_ID));
  });

  it('with a password of its own is opened by the file, or by a person who is asked', async () => {
    const p12 = file('own.p12', makeP12(pair, [], 'of its own'));
    expectPair(await read({ p12, 'p12-password-file': file('password', 'of its own\n') }));
    expectPair(await read({ p12 }, ['of its own']));
    await expect(read({ p12 })).rejects.toThrow(`The merchant number ${MCH_ID} does not open --p12`);
    await expect(read({ p12 }, ['wrong'])).rejects.toThrow('The password does not open --p12');
  });

  it.each([
    ['empty', Buffer.alloc(0), '--p12 is empty (0 bytes)'],
    ['filtered as text', Buffer.from(P12.toString('utf8')), '--p12 was changed by a text filter'],
    [
      'sent in text mode',
      Buffer.from(P12.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      '--p12 has too many bytes',
    ],
    ['cut off', P12.subarray(0, 1_000), `it has 1000 bytes, and its header says ${P12.length}`],
    [
      'damaged inside',
      Buffer.concat([P12.subarray(0, 10), Buffer.alloc(P12.length - 10)]),
      '--p12 is damaged',
    ],
    ['PEM', Buffer.from(pair.cert), '--p12 is a PEM file: give it as --certificate'],
    ['anything else', Buffer.from('<html>'), '--p12 is no p12 file'],
  ])('that is %s is named with its fault', async (_, bytes, why) => {
    await expect(read({ p12: file('bad.p12', bytes) })).rejects.toThrow(why);
  });

  it('that is not there is named', () =>
    expect(read({ p12: join(folder, 'nowhere') })).rejects.toThrow('--p12 cannot be read: ENOENT'));
});

describe('PEM files', () => {
  const pem = (certificate: string | Buffer, key: string | Buffer) =>
    read({ certificate: file('c.pem', certificate), 'private-key': file('k.pem', key) });

  it.each([
    ['as they are', pair.cert, pair.key],
    ['in UTF-16 with a byte order mark', Buffer.from(`\uFEFF${pair.cert}`, 'utf16le'), pair.key],
    ['with spaces for line ends', pair.cert.replace(/\s+/g, ' '), pair.key.replaceAll('\n', ' ')],
    ['in one file', pair.key + pair.cert, pair.key + pair.cert],
  ])('are read %s', async (_, certificate, key) => expectPair(await pem(certificate, key)));

  it('in one file leave the key out of the certificate', async () => {
    expect((await pem(pair.key + pair.cert, pair.key)).certificate).not.toContain('PRIVATE KEY');
  });

  const other = makeClient(MCH_ID, { issuer: authority });
  it.each([
    ['an empty one', '', pair.key, '--certificate is empty.'],
    ['UTF-16 without a mark', Buffer.from(pair.cert, 'utf16le'), pair.key, '--certificate is UTF-16 text'],
    ['swapped ones', pair.key, pair.cert, '--certificate and --private-key are swapped.'],
    ['a key of another certificate', pair.cert, other.key, '--private-key does not belong to --certificate.'],
    [
      'two certificates',
      pair.cert,
      pair.cert,
      '--private-key holds a CERTIFICATE in place of a private key.',
    ],
  ])('name %s', async (_, certificate, key, why) => {
    await expect(pem(certificate, key)).rejects.toThrow(why);
  });
});
