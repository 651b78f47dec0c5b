/** Set up as node-easywechat's guide says for v2 calls with a certificate: an `https.Agent` that holds the p12. */
import { randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { Pay } from 'node-easywechat';
import type { PeerPacket } from '../jobs';
import { p12Of, readPeer } from './account';

const { url, account, pemFiles } = readPeer();
const { appid, mchId, apiKey } = account;
const app = new Pay({
  mch_id: mchId,
  certificate: pemFiles.certificate,
  private_key: pemFiles.privateKey,
  v2_secret_key: apiKey,
  http: { baseURL: url },
});
// One agent for all calls: its best documented setup, which does not keep connections alive.
const keepAlive = process.env.PEER_KEEPS_CONNECTIONS === '1';
const httpsAgent = new Agent({ pfx: p12Of(account), passphrase: mchId, keepAlive });

export async function handler(packet: PeerPacket): Promise<unknown> {
  const nonce_str = randomBytes(16).toString('hex');
  const data = { ...packet, nonce_str, mch_id: mchId, wxappid: appid, total_num: 1, client_ip: '127.0.0.1' };
  const response = await app.getClient().post('mmpaymkttransfers/sendredpack', { data, httpsAgent });
  return response.toObject();
}
