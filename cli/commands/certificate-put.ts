import { writeFile } from 'node:fs/promises';
import { parseAccount, secretName } from '../certificate/account';
import { checkApiKey, parseBudget } from '../certificate/checks';
import { MAY_LAG } from '../certificate/list';
import { checkPairOptions, readPair } from '../certificate/pair';
import { prove } from '../certificate/proof';
import { checkCertificate, checkGiven, store, storedText } from '../certificate/put';
import { readLine } from '../certificate/text-file';
import { defineCommand, required } from '../command';
import { UsageError } from '../errors';
import type { Io } from '../io';

const USAGE = `./red-pack certificate put --official-account APPID --mch-id NUMBER --p12 FILE [OPTIONS]
./red-pack certificate put --official-account APPID --mch-id NUMBER --certificate FILE --private-key FILE [OPTIONS]

Checks the files of WeChat Pay's merchant platform, lets WeChat Pay judge them by querying an order that does not exist,
and writes them as a new version of the account's secret in Secrets Manager. Functions take it up within 5 minutes. What
else the secret holds, such as a budget, is kept. The API v2 key is asked for, or read from a file or stdin.

  --official-account APPID  whose red packets it pays
  --mch-id NUMBER           merchant number
  --p12 FILE                apiclient_cert.p12
  --p12-password-file FILE  its password, if that is not the merchant number; - for stdin
  --certificate FILE        apiclient_cert.pem, with --private-key in place of --p12
  --private-key FILE        apiclient_key.pem
  --api-key-file FILE       the API v2 key (not v3), 32 characters; - for stdin
  --gateway TYPE            gateway_type whose payments use it; default weixin_tenpay
  --daily-budget-yuan YUAN  the most that the account may claim in one day, Beijing time
  --change-merchant         allow another merchant number than the present secret has
  --kms-key-id KEY          encrypts a secret that is created; the functions' roles then need kms:Decrypt
  --skip-proof              do not ask WeChat Pay
  --out FILE                write the secret to this new file, readable only by you, and not to Secrets Manager`;

/** Stdin can be read once. The other checks of usage also need no stack and no file. */
function checkUsage(values: Readonly<Record<string, unknown>>): void {
  checkPairOptions(values);
  if (values['api-key-file'] === '-' && values['p12-password-file'] === '-')
    throw new UsageError('--api-key-file and --p12-password-file cannot both be read from stdin.');
  if (values.out !== undefined && values['kms-key-id'] !== undefined)
    throw new UsageError('--kms-key-id goes with Secrets Manager, not with --out.');
}

async function readApiKey(path: string | undefined, io: Io): Promise<string> {
  if (path !== undefined) return checkApiKey(await readLine('api-key-file', path, io));
  if (!io.isTTY)
    throw new UsageError('--api-key-file is missing: without a terminal, the key cannot be asked for.');
  return checkApiKey(await io.askSecret('API v2 key: '));
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    'official-account': { type: 'string' },
    'mch-id': { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    certificate: { type: 'string' },
    'private-key': { type: 'string' },
    'api-key-file': { type: 'string' },
    gateway: { type: 'string' },
    'daily-budget-yuan': { type: 'string' },
    'change-merchant': { type: 'boolean' },
    'kms-key-id': { type: 'string' },
    'skip-proof': { type: 'boolean' },
    out: { type: 'string' },
  },
  async run({ values, io, stack }) {
    const account = parseAccount(required(values, 'official-account'), values.gateway);
    const mchId = required(values, 'mch-id');
    if (!/^\d{8,10}$/.test(mchId)) throw new UsageError(`--mch-id must be 8 to 10 digits, got "${mchId}".`);
    const budget = parseBudget(values['daily-budget-yuan']);
    checkUsage(values);
    const pair = await readPair(values, mchId, io);
    const nowMs = Date.now();
    for (const warning of checkCertificate(pair, mchId, nowMs)) io.err(`Warning: ${warning}`);
    const apiKey = await readApiKey(values['api-key-file'], io);
    const { fields, merchant } = checkGiven({ mchId, apiKey, pair, budgetYuan: budget }, nowMs);
    if (values['skip-proof'] !== true) {
      await prove(await stack(), merchant, account.appid);
      io.err('WeChat Pay accepts the certificate and the API key.');
    }
    if (values.out !== undefined) {
      await writeFile(values.out, JSON.stringify(fields), { mode: 0o600, flag: 'wx' });
      io.out(`Wrote ${values.out}. It contains the keys: delete it once it is no longer needed.`);
      return 0;
    }
    const opened = await stack();
    const { SECRET_PREFIX = 'red-pack/' } = await opened.settings();
    const name = secretName(SECRET_PREFIX, account);
    const stored = await store(opened, name, fields, {
      changeMerchant: values['change-merchant'] === true,
      kmsKeyId: values['kms-key-id'],
      warn: (text) => io.err(`Warning: ${text}`),
    });
    io.out(`${storedText(stored, name)} (merchant ${mchId}).`);
    if (stored === 'created' && !opened.isLocal)
      io.err(
        `${MAY_LAG} Until then certificate list, doctor and the console miss it; sends find it at once.`,
      );
    return 0;
  },
});
