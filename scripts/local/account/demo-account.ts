import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DUMMY_CREDENTIALS } from '../dynamodb';
import { readFileIfAny, writeFileAtomically } from '../files';
import { issueAuthority, issueMerchant, issueServer, type KeyedCertificate } from './certificates';

/** A merchant that exists only in the local sandbox. */
export interface DemoAccount {
  readonly appid: string;
  readonly mchId: string;
  readonly apiKey: string;
  readonly balanceFen: number;
  readonly authority: KeyedCertificate;
  readonly server: KeyedCertificate;
  readonly merchant: KeyedCertificate;
}

/** The appid in the sample code of the API's page, so that the sample runs unchanged. */
const APPID = 'wxcbda96de0b165486';
const MCH_ID = '1900000109';
const BALANCE_FEN = 1_000_000;

/** A new merchant with an authority of its own. */
export async function createAccount(): Promise<DemoAccount> {
  const authority = await issueAuthority();
  const [server, merchant] = await Promise.all([issueServer(authority), issueMerchant(authority, MCH_ID)]);
  // WeChat's APIv2 key is 32 characters long.
  const apiKey = randomBytes(16).toString('hex');
  return { appid: APPID, mchId: MCH_ID, apiKey, balanceFen: BALANCE_FEN, authority, server, merchant };
}

/** The stored account, or a new one. It is stored in a single file, so that its parts always belong together. */
async function ensureAccount(file: string): Promise<{ account: DemoAccount; isNew: boolean }> {
  const text = await readFileIfAny(file);
  if (text !== null) return { account: JSON.parse(text) as DemoAccount, isNew: false };
  const account = await createAccount();
  await writeFileAtomically(file, `${JSON.stringify(account, null, 2)}\n`);
  return { account, isNew: true };
}

/**
 * The demo account of a folder, created on the first start: `account.json` (the whole account) and `ca.pem` (for clients
 * of the sandbox), both readable only by their owner.
 */
export async function openDemoAccount(
  dir: string,
): Promise<{ account: DemoAccount; caFile: string; isNew: boolean }> {
  const { account, isNew } = await ensureAccount(join(dir, 'account.json'));
  const caFile = join(dir, 'ca.pem');
  await writeFileAtomically(caFile, account.authority.certificate);
  return { account, caFile, isNew };
}

/**
 * Stores the account's certificate and keys in the secret that the functions read. A secret that a user has changed is
 * kept, unless the account is new: the old certificate would no longer be accepted.
 */
export async function seedSecret(options: {
  endpoint: string;
  region: string;
  name: string;
  account: DemoAccount;
  isNew: boolean;
}): Promise<void> {
  const { endpoint, region, name, account } = options;
  const client = new SecretsManagerClient({ endpoint, region, credentials: DUMMY_CREDENTIALS });
  const SecretString = JSON.stringify({
    mch_id: account.mchId,
    api_key: account.apiKey,
    certificate: account.merchant.certificate,
    private_key: account.merchant.privateKey,
  });
  try {
    await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (options.isNew) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateSecretCommand({ Name: name, SecretString }));
  } finally {
    client.destroy();
  }
}
