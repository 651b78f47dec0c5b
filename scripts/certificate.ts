import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import forge from 'node-forge';
import { yuanToFen } from '../shared/api/money';
import { parseSecret } from '../shared/merchant/secret';

const USAGE = `Creates and checks the secret of an account from the files of WeChat Pay's merchant platform.

  npm run certificate -- --mch-id 1900000109 --api-key-file key.txt --p12 apiclient_cert.p12 --out secret.json
  npm run certificate -- --mch-id 1900000109 --api-key-file key.txt \\
                         --cert apiclient_cert.pem --key apiclient_key.pem --out secret.json

  --mch-id        merchant number; also the password of the p12
  --api-key-file  a file with the 32 characters of the API v2 key (not v3)
  --daily-budget-yuan  optional: the most that the account may claim in one day, Beijing time
  --out           the file to write, readable only by you; must not exist yet`;

const OPTIONS = {
  'mch-id': { type: 'string' },
  'api-key-file': { type: 'string' },
  p12: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'daily-budget-yuan': { type: 'string' },
  out: { type: 'string' },
} as const;

interface Pair {
  readonly certificate: string;
  readonly private_key: string;
}

/**
 * The certificate and key of a p12 as PEM. node-forge reads the RC2-40 and 3DES files that WeChat issues; OpenSSL 3, and
 * so Lambda's Node, refuses RC2-40.
 * @throws Error if the password or the file is wrong.
 */
export function pairOfP12(p12: Buffer, password: string): Pair {
  const file = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(p12.toString('binary')), password);
  const { pkcs8ShroudedKeyBag, certBag } = forge.pki.oids as Record<string, string>;
  const bags = (bagType: string | undefined) => (bagType ? (file.getBags({ bagType })[bagType] ?? []) : []);
  const key = bags(pkcs8ShroudedKeyBag)[0]?.key;
  if (!key) throw new Error('the p12 contains no private key');
  const private_key = forge.pki.privateKeyToPem(key);
  const certificates = bags(certBag).flatMap(({ cert }) => (cert ? [forge.pki.certificateToPem(cert)] : []));
  const certificate = certificates.find((pem) => belongs(pem, key));
  if (certificate === undefined) throw new Error('the p12 contains no certificate for its private key');
  return { certificate, private_key };
}

/** A p12 may also contain the issuer's certificate, in any order. */
function belongs(pem: string, key: forge.pki.PrivateKey): boolean {
  const { n } = forge.pki.certificateFromPem(pem).publicKey as forge.pki.rsa.PublicKey;
  return n.equals((key as forge.pki.rsa.PrivateKey).n);
}

type Values = Partial<Record<keyof typeof OPTIONS, string>>;

function usageError(what: string): Error {
  return new Error(`${what}\n\n${USAGE}`);
}

/** @throws Error that names the unknown argument and shows the usage */
function parseArguments(): Values {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

function given(values: Values, name: keyof typeof OPTIONS): string {
  const value = values[name];
  if (value === undefined || value === '') throw usageError(`--${name} is missing.`);
  return value;
}

/** Reads the file that an option names. @throws Error that names the option */
async function fileOf(values: Values, name: keyof typeof OPTIONS): Promise<Buffer> {
  try {
    return await readFile(given(values, name));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new Error(`--${name} cannot be read: ${cause.message}`, { cause });
  }
}

async function readPair(values: Values, mchId: string): Promise<Pair> {
  if (values.p12 === undefined && (values.cert === undefined || values.key === undefined))
    throw usageError('give --p12, or --cert and --key');
  if (values.p12 === undefined) {
    const [certificate, private_key] = [await fileOf(values, 'cert'), await fileOf(values, 'key')];
    return { certificate: certificate.toString(), private_key: private_key.toString() };
  }
  const p12 = await fileOf(values, 'p12');
  try {
    return pairOfP12(p12, mchId);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--p12 is no valid p12, or its password is not the --mch-id: ${why}`, { cause });
  }
}

/** @throws Error for an invalid amount, which in the secret would mean no budget at all */
function parseBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const fen = /^\d/.test(text) ? yuanToFen(Number(text)) : null;
  if (fen === null || fen === 0)
    throw usageError(`--daily-budget-yuan must be a positive amount in yuan, got "${text}"`);
  return Number(text);
}

async function main(): Promise<void> {
  const values = parseArguments();
  const [mchId, out] = [given(values, 'mch-id'), given(values, 'out')];
  const budget = parseBudget(values['daily-budget-yuan']);
  const secret = JSON.stringify({
    mch_id: mchId,
    api_key: (await fileOf(values, 'api-key-file')).toString().trim(),
    ...(await readPair(values, mchId)),
    ...(budget === undefined ? {} : { daily_budget_yuan: budget }),
  });
  // The same check as in the functions, so that they accept the secret written here.
  const { certificate, apiKey } = parseSecret(out, secret, Date.now());
  if (!/^[0-9A-Za-z]{32}$/.test(apiKey))
    throw new Error('--api-key-file: an API v2 key is 32 letters and digits; is this the right file?');
  await writeFile(out, secret, { mode: 0o600, flag: 'wx' });
  const { validTo } = new X509Certificate(certificate);
  console.log(`Wrote ${out}: merchant ${mchId}, certificate valid until ${validTo}.`);
  console.log('Put it into Secrets Manager, then delete the file:');
  console.log(
    `  aws secretsmanager create-secret --name red-pack/<official account appid> --secret-string file://${out}`,
  );
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
