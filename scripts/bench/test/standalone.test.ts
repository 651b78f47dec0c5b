/** `./red-pack sandbox` as others use it: their clients, unchanged, with the files of its folder and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Wechatpay from 'wechatpay-axios-plugin';
import { type Announced, admin, announced, killSandboxes, packetOf } from '../../../test/cli/sandbox-kit';
import { removeTempFolders, tempFolder } from '../../../test/kit/folder';
import { runNode, stdoutOf } from '../../../test/kit/process';

let at: Announced;
let end: () => Promise<number | null>;

beforeAll(async () => {
  ({ at, end } = await announced(['--out', join(await tempFolder(), 'wechat-pay')]));
});
afterAll(async () => {
  killSandboxes();
  await removeTempFolders();
});

interface Ledger {
  readonly payments: readonly { readonly mch_billno: string }[];
}

async function paid(mch_billno: string): Promise<number> {
  return (await admin<Ledger>(at, 'GET', `/ledger?mch_billno=${mch_billno}`)).payments.length;
}

test('tenpay pays with the p12, and trusts the authority by NODE_EXTRA_CA_CERTS', async () => {
  const mch_billno = '1900000109202611280000000011';
  const env = {
    PATH: process.env.PATH,
    NODE_EXTRA_CA_CERTS: at.files.ca,
    SANDBOX: JSON.stringify(at),
    PACKET: JSON.stringify({ ...packetOf(at, mch_billno), mch_id: at.mch_id }),
  };
  const ended = await runNode([join(__dirname, 'tenpay-process.cjs')], { env });
  expect(JSON.parse(stdoutOf(ended))).toEqual({ mch_billno, status: 'SENT' });
  expect(await paid(mch_billno)).toBe(1);
});

test('wechatpay-axios-plugin pays with the PEM files, and pays once when a lost response makes it send again', async () => {
  const text = (file: string): string => readFileSync(file, 'utf8');
  const { files, mch_id: mchid } = at;
  const ca = text(files.ca);
  const wechatpay = new Wechatpay({
    ...{ mchid, serial: '01', privateKey: text(files.private_key), certs: { any: ca } },
    secret: text(files.api_key),
    merchant: { cert: text(files.certificate), key: text(files.private_key), ca },
    baseURL: `${at.url}/`,
  });
  const mch_billno = '1900000109202611280000000012';
  const send = async (): Promise<unknown> => {
    const fields = { ...packetOf(at, mch_billno), mch_id: mchid };
    const path = 'v2/mmpaymkttransfers/sendredpack';
    return (await wechatpay.client.request(path, 'POST', fields, { security: true })).data;
  };
  await admin(at, 'POST', '/faults', { fault: { kind: 'reset', when: 'after' } });
  await expect(send()).rejects.toThrow();
  expect(await send()).toMatchObject({ result_code: 'SUCCESS', mch_billno });
  expect(await paid(mch_billno)).toBe(1);
  expect(await end()).toBe(0);
});
