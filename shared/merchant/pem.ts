/** What a field must hold. */
type Kind = 'certificate' | 'private key';

const LABELS: Readonly<Record<Kind, { readonly wanted: RegExp; readonly example: string }>> = {
  certificate: { wanted: /^(X509 |TRUSTED )?CERTIFICATE$/, example: 'CERTIFICATE' },
  'private key': { wanted: /^((RSA|EC) )?PRIVATE KEY$/, example: 'PRIVATE KEY' },
};

const DECRYPT = 'decrypt it first: openssl pkey -in key.pem -out plain-key.pem';

/** Why a text is no PEM of its kind: a sentence without its subject and full stop. It shows nothing of the content. */
export class PemError extends Error {
  override readonly name = 'PemError';
}

interface Block {
  readonly label: string;
  /** Everything between the two marker lines. */
  readonly body: string;
}

/**
 * The PEM of a certificate (or a chain of them) or of a private key, as OpenSSL reads it. Forms that can be read in only
 * one way are: spaces or a literal `\n` in place of line ends, as a shell, a spreadsheet or a `.env` file leaves them; a
 * byte order mark; other text before, between and after the blocks. A text that needs no repair is returned unchanged;
 * otherwise the blocks of this kind alone.
 * @throws PemError
 */
export function readPem(kind: Kind, text: string): string {
  if (text.includes('\0')) throw new PemError('is UTF-16 text; store it as UTF-8');
  const plain = withLineEnds(text);
  const blocks = blocksOf(plain);
  const { wanted, example } = LABELS[kind];
  const found = blocks.filter(({ label }) => wanted.test(label));
  if (found.length === 0) throw new PemError(whyNone(kind, text, blocks, example));
  for (const block of found) checkBody(block);
  // Another kind in the same text, such as the key beside its certificate, must not be passed on.
  const isClean = found.length === blocks.length && plain === text && isReadyForOpenSsl(text, found);
  return isClean ? text : found.map(rebuilt).join('');
}

/** Whether a text is the PEM of this kind and of no other, whatever else may be wrong with it. */
export function isOnly(kind: Kind, text: string): boolean {
  const blocks = blocksOf(withLineEnds(text));
  return blocks.length > 0 && blocks.every(({ label }) => LABELS[kind].wanted.test(label));
}

/** A backslash is no character of base64. */
function withLineEnds(text: string): string {
  return text.replace(/\\+[rn]/g, '\n');
}

function blocksOf(text: string): Block[] {
  const matches = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs);
  return [...matches].map(([, label = '', body = '']) => ({ label, body }));
}

function whyNone(kind: Kind, text: string, blocks: readonly Block[], example: string): string {
  const [other] = blocks;
  if (other?.label === 'ENCRYPTED PRIVATE KEY' && kind === 'private key') return `is encrypted; ${DECRYPT}`;
  if (other !== undefined) return `holds a ${other.label} in place of a ${kind}`;
  const begun = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (begun !== undefined) return `is cut off: the line "-----END ${begun}-----" is missing`;
  return `is not PEM: the line "-----BEGIN ${example}-----" is missing; convert a p12 first, with ./red-pack certificate put`;
}

function checkBody({ body }: Block): void {
  if (/Proc-Type:\s*4,\s*ENCRYPTED/.test(body)) throw new PemError(`is encrypted; ${DECRYPT}`);
  if (!/^[A-Za-z0-9+/=\s]+$/.test(body))
    throw new PemError('is damaged: it holds characters that do not belong into PEM');
}

/** A marker stands at the start of its line, and the lines of its body hold nothing but base64. */
function isReadyForOpenSsl(text: string, blocks: readonly Block[]): boolean {
  const markers = text.match(/^-----BEGIN /gm)?.length ?? 0;
  return markers >= blocks.length && blocks.every(({ body }) => /^\r?\n([A-Za-z0-9+/=]+\r?\n)+$/.test(body));
}

function rebuilt({ label, body }: Block): string {
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
