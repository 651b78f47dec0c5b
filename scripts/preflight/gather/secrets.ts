import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { MerchantError } from '../../../shared/api/errors';
import { validityOf } from '../../../shared/merchant/pair';
import { parseSecret } from '../../../shared/merchant/secret';
import type { Facts, Plan, Secret } from '../facts';
import type { Clients } from './clients';
import { lookUp } from './fact';

/** What stands behind the prefix: an appid, and the gateway if it is not the default one. */
const ACCOUNT = /^[A-Za-z0-9]{1,32}(\/weixin_tenpay\w*)?$/;

/** The secrets under the prefix, checked as the functions check them. No value leaves this module. */
export async function gatherSecrets(
  { secretPrefix }: Plan,
  { secretsManager }: Pick<Clients, 'secretsManager'>,
  nowMs: number,
): Promise<Pick<Facts, 'secretNames' | 'secrets'>> {
  const secretNames = await lookUp(
    { what: 'which secrets there are', permission: 'secretsmanager:ListSecrets' },
    (options) => namesUnder(secretsManager, secretPrefix, options),
  );
  if (!secretNames.known) return { secretNames, secrets: { known: true, value: [] } };
  const secrets = await lookUp(
    {
      what: 'the secrets and their certificates',
      permission: `secretsmanager:GetSecretValue on ${secretPrefix}*, and kms:Decrypt on the key of a secret that has its own`,
    },
    (options) =>
      Promise.all(
        secretNames.value.map(async (name): Promise<Secret> => {
          const { SecretString } = await secretsManager.send(
            new GetSecretValueCommand({ SecretId: name }),
            options,
          );
          return judge(name, SecretString, nowMs);
        }),
      ),
  );
  return { secretNames, secrets };
}

async function namesUnder(
  client: SecretsManagerClient,
  prefix: string,
  options: { readonly abortSignal: AbortSignal },
): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [prefix] }], NextToken });
    const page = await client.send(command, options);
    names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names.filter((name) => name.startsWith(prefix) && ACCOUNT.test(name.slice(prefix.length)));
}

function judge(name: string, text: string | undefined, nowMs: number): Secret {
  try {
    const { certificate } = parseSecret(name, text, nowMs);
    return { name, problem: null, expiresAtMs: validityOf(certificate).validToMs };
  } catch (error) {
    if (error instanceof MerchantError) return { name, problem: error.message, expiresAtMs: null };
    throw error;
  }
}
