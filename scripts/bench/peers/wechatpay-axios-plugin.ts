/** Set up as wechatpay-axios-plugin's README says: PEM certificates, `security: true` for calls that present them. */
import Wechatpay from 'wechatpay-axios-plugin';
import type { PeerPacket } from '../jobs';
import { readPeer } from './account';

const { url, account } = readPeer();
const { appid, mchId, apiKey, merchant, authority } = account;
const wechatpay = new Wechatpay({
  mchid: mchId,
  serial: '01',
  privateKey: merchant.privateKey,
  certs: { any: authority.certificate },
  secret: apiKey,
  merchant: { cert: merchant.certificate, key: merchant.privateKey },
  baseURL: `${url}/`,
});

export async function handler(packet: PeerPacket): Promise<unknown> {
  const fields = { ...packet, mch_id: mchId, wxappid: appid, total_num: 1, client_ip: '127.0.0.1' };
  return await wechatpay.client.request('v2/mmpaymkttransfers/sendredpack', 'POST', fields, {
    security: true,
  });
}
