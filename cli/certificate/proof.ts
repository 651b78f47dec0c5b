import type { Merchant } from '../../shared/api/merchant';
import { readConfig } from '../../shared/config';
import { proveAccount } from '../../shared/payment/prove-account';
import { WeChatPayClient } from '../../shared/wechat-pay/protocol/client';
import type { Connection } from '../connection';
import { CommandError } from '../errors';

const SKIP = 'Nothing was written. To write without the proof: --skip-proof.';

/**
 * Lets WeChat Pay judge the keys before they are written.
 * @throws CommandError unless it accepts them
 */
export async function prove(stack: Connection, merchant: Merchant, appid: string): Promise<void> {
  const { wechatPayHosts } = readConfig(await stack.settings());
  const client = new WeChatPayClient(wechatPayHosts, stack.weChatPayCa);
  const proof = await proveAccount(client, merchant, appid);
  if (proof.kind === 'proven') return;
  const { code, text } = proof;
  const said = `${code}: ${text.replace(/\.$/, '')}`;
  if (proof.kind === 'unknown')
    throw new CommandError(`WeChat Pay could not judge the keys (${said}). Try again later. ${SKIP}`);
  const causes: Readonly<Record<string, string>> = {
    SIGN_ERROR: 'The API key is not the API v2 key of this merchant',
    CA_ERROR: 'The certificate is not one of this merchant',
    NO_AUTH:
      "This machine's address may be missing from the merchant's list of IP addresses, or the right to query",
  };
  const cause =
    causes[code] ?? (proof.isSecretFault ? 'The certificate is not accepted' : 'The query was refused');
  throw new CommandError(`${cause} (${said}). ${SKIP}`);
}
