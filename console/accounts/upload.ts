import { parseAccount, secretName } from '../../cli/certificate/account';
import { parseBudget } from '../../cli/certificate/checks';
import { type PemPair, pairOfP12 } from '../../cli/certificate/p12';
import { checkPair, pairOfPem } from '../../cli/certificate/pair';
import { prove } from '../../cli/certificate/proof';
import { checkCertificate, checkGiven, type Stored, store } from '../../cli/certificate/put';
import { decodeText } from '../../cli/certificate/text-file';
import { InputError } from '../errors';
import type { ConsoleState } from '../state';

/** The form as it was sent. Files are in memory only, and are gone with the request. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Texts {
  readonly needFiles: string;
  readonly needMerchant: string;
}

/** What was done. */
export interface PutDone {
  /** In English. */
  readonly warnings: readonly string[];
  /** Whether WeChat Pay was asked, and has accepted the keys. */
  readonly isProven: boolean;
  readonly stored: Stored;
  /** Of the secret. */
  readonly name: string;
  readonly mchId: string;
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** Null where no file was chosen: browsers then send an empty one without a name. */
async function fileIn(fields: Fields, name: string): Promise<Buffer | null> {
  const value = fields[name];
  if (!(value instanceof File) || (value.size === 0 && value.name === '')) return null;
  return Buffer.from(await value.arrayBuffer());
}

async function pairIn(fields: Fields, mchId: string, { needFiles }: Texts): Promise<PemPair> {
  const [p12, certificate, privateKey] = [
    await fileIn(fields, 'p12'),
    await fileIn(fields, 'certificate'),
    await fileIn(fields, 'private_key'),
  ];
  if (p12 !== null && certificate === null && privateKey === null)
    return checkPair(pairOfP12(p12, textIn(fields, 'password') || mchId), true);
  if (p12 !== null || certificate === null || privateKey === null) throw new InputError(needFiles);
  return checkPair(pairOfPem(decodeText(certificate), decodeText(privateKey)), false);
}

/**
 * Does what `./red-pack certificate put` does, with the same checks.
 * @throws InputError, CommandError, UsageError; nothing was written then
 */
export async function putCertificate(
  { stack, nowMs }: ConsoleState,
  fields: Fields,
  texts: Texts,
): Promise<PutDone> {
  const account = parseAccount(textIn(fields, 'account'), textIn(fields, 'gateway') || undefined);
  const mchId = textIn(fields, 'mch_id');
  if (!/^\d{8,10}$/.test(mchId)) throw new InputError(texts.needMerchant);
  const budgetYuan = parseBudget(textIn(fields, 'budget') || undefined);
  const pair = await pairIn(fields, mchId, texts);
  const atMs = await nowMs();
  const warnings = checkCertificate(pair, mchId, atMs);
  const given = { mchId, apiKey: textIn(fields, 'api_key'), pair, budgetYuan };
  const checked = checkGiven(given, atMs);
  const isProven = fields.skip_proof === undefined;
  if (isProven) await prove(stack, checked.merchant, account.appid);
  const { SECRET_PREFIX = 'red-pack/' } = await stack.settings();
  const name = secretName(SECRET_PREFIX, account);
  const stored = await store(stack, name, checked.fields, {
    changeMerchant: fields.change_merchant !== undefined,
    kmsKeyId: undefined,
    warn: (text) => warnings.push(text),
  });
  return { warnings, isProven, stored, name, mchId };
}
