/** Set up as tenpay's README says: a p12 certificate, one client for all calls. It accepts no agent. */
import Tenpay from 'tenpay';
import type { PeerPacket } from '../jobs';
import { p12Of, readPeer } from './account';

const { url, account } = readPeer();
const { appid, mchId: mchid, apiKey: partnerKey } = account;
const client = new Tenpay({ appid, mchid, partnerKey, pfx: p12Of(account) });
client.urls.sendredpack = `${url}/mmpaymkttransfers/sendredpack`;

export function handler(packet: PeerPacket): Promise<unknown> {
  return client.sendRedpack({ ...packet });
}
