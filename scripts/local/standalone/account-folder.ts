import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount, type DemoAccount } from '../account/demo-account';
import { isP12Of, makeP12 } from '../account/p12';
import { isErrno, PRIVATE_FOLDER_MODE, writeNewFile } from '../files';

/** The whole account, the authority's key included, from which the other files are made again. */
const ACCOUNT_FILE = 'sandbox.json';
/** Orders, balance and clock; it comes after the account. */
export const LEDGER_FILE = 'sandbox.ledger';

/** What a program needs to call the sandbox, under the names of WeChat Pay's merchant platform where it has one. */
export const FILES = {
  ca: 'ca.pem',
  p12: 'apiclient_cert.p12',
  certificate: 'apiclient_cert.pem',
  private_key: 'apiclient_key.pem',
  api_key: 'api-v2-key.txt',
} as const;

interface AccountFile {
  readonly name: string;
  readonly content: () => Buffer;
  readonly isOwn: (bytes: Buffer) => boolean;
}

function textFile(name: string, text: string): AccountFile {
  const bytes = Buffer.from(text);
  return { name, content: () => bytes, isOwn: (found) => found.equals(bytes) };
}

function filesOf({ authority, merchant, mchId, apiKey }: DemoAccount): AccountFile[] {
  const { certificate, privateKey } = merchant;
  return [
    textFile(FILES.ca, authority.certificate),
    textFile(FILES.certificate, certificate),
    textFile(FILES.private_key, privateKey),
    // Without a line break, which programs that read the whole file would take for a part of the key.
    textFile(FILES.api_key, apiKey),
    {
      name: FILES.p12,
      content: () => makeP12([certificate], privateKey, mchId),
      // Its salts are random, so that two p12 files of one certificate differ.
      isOwn: (found) => isP12Of(found, mchId, certificate),
    },
  ];
}

async function readIfAny(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

function foreign(file: string): Error {
  return new Error(
    `${file} is not a file of this sandbox, and is left as it is. Choose another folder, or move the file away.`,
  );
}

function parseAccount(text: string, file: string): DemoAccount {
  try {
    const account = JSON.parse(text) as Partial<DemoAccount> | null;
    if (account?.authority?.privateKey && account.merchant?.privateKey && account.server?.privateKey)
      return account as DemoAccount;
  } catch {
    // Said below: it is no account, whatever else it is.
  }
  throw foreign(file);
}

/** Without an account, none of the names can be a file of this sandbox. */
async function checkFree(dir: string): Promise<void> {
  for (const name of [...Object.values(FILES), LEDGER_FILE])
    if ((await readIfAny(join(dir, name))) !== null) throw foreign(join(dir, name));
}

/**
 * The merchant of a folder, made on the first start, and the files that its programs read; one that was deleted is
 * written again. All are readable only by their owner.
 * @throws Error that names a file which the sandbox did not write; the folder is then as it was
 */
export async function openAccountFolder(dir: string): Promise<DemoAccount> {
  await mkdir(dir, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const accountFile = join(dir, ACCOUNT_FILE);
  const stored = await readIfAny(accountFile);
  if (stored === null) await checkFree(dir);
  const account = stored === null ? await createAccount() : parseAccount(stored.toString(), accountFile);
  const missing: AccountFile[] = [];
  for (const each of filesOf(account)) {
    const found = await readIfAny(join(dir, each.name));
    if (found === null) missing.push(each);
    else if (!each.isOwn(found)) throw foreign(join(dir, each.name));
  }
  // First, so that whatever ends the process, the files beside it are those of this account.
  if (stored === null) await writeNewFile(accountFile, `${JSON.stringify(account, null, 2)}\n`);
  // New: a file that appears meanwhile is another program's.
  for (const { name, content } of missing) await writeNewFile(join(dir, name), content());
  return account;
}
