import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isOnly, PemError, readPem } from '../../../shared/merchant/pem';
import { parseSecret } from '../../../shared/merchant/secret';
import { makeClient } from '../../kit/certificates';

const pair = makeClient('10000098');
const pkcs1 = createPrivateKey(pair.key).export({ type: 'pkcs1', format: 'pem' }).toString();
const fingerprint = new X509Certificate(pair.cert).fingerprint256;

/** Ways in which the line ends of a PEM are lost and its content is not. */
const FORMS: readonly [string, (pem: string) => string][] = [
  ['spaces for line ends', (pem) => pem.trim().replace(/\r?\n/g, ' ')],
  ['a literal \\n for line ends', (pem) => pem.trim().replace(/\r?\n/g, '\\n')],
  ['a literal \\r\\n, escaped twice', (pem) => pem.replace(/\r?\n/g, '\\\\r\\\\n')],
  ['no line ends at all', (pem) => pem.replace(/\r?\n/g, '')],
  ['CRLF', (pem) => pem.replace(/\r?\n/g, '\r\n')],
  ['indented lines', (pem) => pem.replace(/^/gm, '    ')],
  ['a byte order mark', (pem) => `\uFEFF${pem}`],
  [
    'Bag Attributes before it',
    (pem) => `Bag Attributes\n    friendlyName: shop\nKey Attributes: <No Attributes>\n${pem}`,
  ],
];

/** What the blocks of a text are. Their base64 may hold any word, now and then `KEY` too. */
function labelsOf(pem: string): (string | undefined)[] {
  return [...pem.matchAll(/-----BEGIN ([A-Z ]+)-----/g)].map(([, label]) => label);
}

describe('readPem', () => {
  it.each(FORMS)('reads %s', (_, form) => {
    expect(new X509Certificate(readPem('certificate', form(pair.cert))).fingerprint256).toBe(fingerprint);
    for (const key of [pair.key, pkcs1])
      expect(
        createPrivateKey(readPem('private key', form(key))).export({ type: 'pkcs8', format: 'pem' }),
      ).toBe(pair.key);
  });

  it('returns a text that needs no repair unchanged, chains included', () => {
    for (const text of [pair.cert, pair.cert + pair.cert]) expect(readPem('certificate', text)).toBe(text);
    expect(readPem('private key', pair.key)).toBe(pair.key);
  });

  it('leaves out what is of another kind', () => {
    expect(labelsOf(readPem('certificate', pair.key + pair.cert))).toEqual(['CERTIFICATE']);
    expect(labelsOf(readPem('private key', pair.key + pair.cert))).toEqual(['PRIVATE KEY']);
  });

  const encrypted = createPrivateKey(pair.key).export({
    ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  const encrypted1 = createPrivateKey(pair.key).export({
    ...{ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  it.each([
    [
      'a p12 in base64',
      'certificate',
      'MIIKYQIBAzCCCicGCSqGSIb3',
      'is not PEM: it has no BEGIN CERTIFICATE line',
    ],
    ['half of a file', 'certificate', pair.cert.slice(0, 400), 'END CERTIFICATE line is missing'],
    ['UTF-16', 'private key', pair.key.split('').join('\0'), 'is UTF-16 text'],
    ['an encrypted key', 'private key', String(encrypted), 'is encrypted; decrypt it first'],
    ['one in the old format', 'private key', String(encrypted1), 'is encrypted; decrypt it first'],
    ['a certificate', 'private key', pair.cert, 'holds a CERTIFICATE in place of a private key'],
    ['a key', 'certificate', pair.key, 'holds a PRIVATE KEY in place of a certificate'],
    ['text that a filter has changed', 'certificate', pair.cert.replace('MII', 'M\uFFFDI'), 'is damaged'],
  ] as const)('refuses %s and says what it is', (_, kind, text, why) => {
    expect(() => readPem(kind, text)).toThrow(PemError);
    expect(() => readPem(kind, text)).toThrow(why);
  });
});

describe('isOnly', () => {
  it('is true of texts with nothing but the kind', () => {
    expect([isOnly('certificate', pair.cert), isOnly('certificate', pair.cert + pair.key)]).toEqual([
      true,
      false,
    ]);
    expect([isOnly('private key', pkcs1.replaceAll('\n', '\\n')), isOnly('private key', '')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('parseSecret', () => {
  const SECRET = {
    mch_id: '10000098',
    api_key: 'k'.repeat(32),
    certificate: pair.cert,
    private_key: pair.key,
  };
  const read = (changes: object, nowMs = Date.now()) =>
    parseSecret('s', JSON.stringify({ ...SECRET, ...changes }), nowMs);

  it.each(FORMS)('reads a pair with %s, at send time too', (_, form) => {
    const { certificate } = read({ certificate: form(pair.cert), private_key: form(pair.key) });
    expect(new X509Certificate(certificate).fingerprint256).toBe(fingerprint);
  });

  it('names the field and its fault in one sentence', () => {
    const cut = pair.key.slice(0, 300);
    expect(() => read({ private_key: cut })).toThrow(
      'official_account_id has no usable payment certificate: "private_key" in its secret is cut off: its ' +
        'END PRIVATE KEY line is missing (secret "s").',
    );
    expect(() => read({ certificate: pair.key, private_key: pair.cert })).toThrow(
      '"certificate" and "private_key" are swapped in its secret',
    );
    expect(() => read({ certificate: pair.cert.replace('MII', 'AAA') })).toThrow('"certificate" is damaged');
  });

  it('refuses a certificate that is not valid yet', () => {
    const early = Date.now() - 3 * 86_400_000;
    expect(() => read({}, early)).toThrow(/is not valid before \d{4}-\d\d-\d\dT/);
  });
});
