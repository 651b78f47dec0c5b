import { XMLBuilder } from 'fast-xml-parser';
import Tenpay from 'tenpay';
import { buildXML, generate } from 'tenpay/lib/util';
import { Transformer } from 'wechatpay-axios-plugin';
import { sendRequest } from '../../../shared/wechat-pay/requests';
import { classifySend } from '../../../shared/wechat-pay/responses/classify-send';
import type { Bench } from '../bench';
import { inTurns, spreadOf } from '../measure';
import { compare, type Line, note } from '../report';

const MCH_ID = '1900000109';
const API_KEY = '0123456789abcdef0123456789abcdef';
const PATH = '/mmpaymkttransfers/sendredpack';
const FIELDS = {
  mch_billno: '388ff9d6a537c2115cbe859ab50d',
  mch_id: MCH_ID,
  wxappid: 'wxcbda96de0b165486',
  send_name: '红包铺',
  re_openid: 'oDemoUser000000000000000001A',
  total_amount: 110,
  total_num: 1,
  wishing: '恭喜发财',
  act_name: '新年红包',
  remark: '新年红包',
  client_ip: '127.0.0.1',
};

/** WeChat's response to them, in the format of live responses. */
const RESPONSE = `<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[发放成功]]></return_msg><result_code><![CDATA[SUCCESS]]></result_code><err_code><![CDATA[SUCCESS]]></err_code><err_code_des><![CDATA[发放成功]]></err_code_des><mch_billno><![CDATA[${FIELDS.mch_billno}]]></mch_billno><mch_id><![CDATA[${MCH_ID}]]></mch_id><wxappid><![CDATA[${FIELDS.wxappid}]]></wxappid><re_openid><![CDATA[${FIELDS.re_openid}]]></re_openid><total_amount>110</total_amount><send_listid><![CDATA[1000041701202611240000000000001]]></send_listid></xml>`;

function ours(): () => void {
  const { wxappid, total_amount, ...texts } = FIELDS;
  const order = {
    ...texts,
    type: 'normal' as const,
    official_account_id: wxappid,
    total_fen: total_amount,
    scene_id: null,
    risk_info: null,
  };
  const merchant = { mchId: MCH_ID, apiKey: API_KEY, certificate: '', privateKey: '', dailyBudgetFen: null };
  const response = { kind: 'answered', httpStatus: 200, body: RESPONSE } as const;
  return () => {
    const { body } = sendRequest(order, merchant);
    const { kind } = classifySend(response, order, API_KEY, false);
    if (kind !== 'paid' || body === '') throw new Error(`classified as ${kind}, expected paid`);
  };
}

interface TenpayParts {
  _getSign(fields: object): string;
  _parse(xml: string, call: string): Promise<Record<string, string>>;
}

/** The steps of its `sendRedpack` and `_request` without the network. */
function tenpay(): () => Promise<void> {
  const config = { appid: FIELDS.wxappid, mchid: MCH_ID, partnerKey: API_KEY, pfx: Buffer.alloc(0) };
  const client = new Tenpay(config) as unknown as TenpayParts;
  return async () => {
    const fields = { ...FIELDS, nonce_str: generate() };
    const body = buildXML({ ...fields, sign: client._getSign(fields) });
    const { result_code } = await client._parse(RESPONSE, 'sendredpack');
    if (result_code !== 'SUCCESS' || body === '') throw new Error(`parsed ${result_code}, expected SUCCESS`);
  };
}

type Transform = (this: object, data: unknown, headers: object, status?: number) => unknown;

/** Its transformers, as axios runs them before and after the network call. */
function axiosPlugin(): () => void {
  const { request, response } = new Transformer(MCH_ID, API_KEY) as unknown as Record<
    'request' | 'response',
    Transform[]
  >;
  return () => {
    const config = { url: PATH, method: 'POST' };
    let body: unknown = { ...FIELDS };
    for (const transform of request) body = transform.call(config, body, {});
    let parsed: unknown = RESPONSE;
    for (const transform of response) parsed = transform.call(config, parsed, {}, 200);
    const { result_code } = parsed as Record<string, string>;
    if (result_code !== 'SUCCESS' || typeof body !== 'string')
      throw new Error(`parsed ${result_code}, expected SUCCESS`);
  };
}

/** CPU of one turn of sign, build, parse and classify, in microseconds. */
async function turnUs(times: number, turn: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < times; done += 1) await turn();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** The library's share of our turn, set up as in `shared/wechat-pay/protocol/xml.ts`. */
function libraryBuild(): () => void {
  const builder = new XMLBuilder({ preserveOrder: true, cdataPropName: '#cdata' });
  const fields = { ...FIELDS, nonce_str: '0'.repeat(32), sign: '0'.repeat(32) };
  const tree = Object.entries(fields).map(([name, value]) => ({
    [name]: [{ '#cdata': [{ '#text': String(value) }] }],
  }));
  return () => {
    builder.build([{ xml: tree }]);
  };
}

/** Signs and builds a request, parses and classifies its response; ours includes checks that the others lack. */
export async function codec({ isShort }: Pick<Bench, 'isShort'>): Promise<Line[]> {
  const times = isShort ? 100 : 1_000;
  const measure = (turn: () => Promise<void> | void) => () => turnUs(times, turn);
  const subjects = {
    ours: measure(ours()),
    tenpay: measure(tenpay()),
    'wechatpay-axios-plugin': measure(axiosPlugin()),
    build: measure(libraryBuild()),
  };
  await inTurns(3, subjects); // warm-up: gets the hot code compiled
  const taken = await inTurns(isShort ? 3 : 31, subjects);
  const medianOf = (name: keyof typeof subjects): number => spreadOf(taken[name]).median;
  const better =
    medianOf('tenpay') < medianOf('wechatpay-axios-plugin') ? 'tenpay' : 'wechatpay-axios-plugin';
  const line = { unit: 'µs', ours: taken.ours, what: 'sign + build + parse + classify, CPU' };
  const comparisons = (['wechatpay-axios-plugin', 'tenpay'] as const).map((against) =>
    compare({ ...line, baseline: taken[against], against, atMost: against === better ? 0.5 : null }),
  );
  return [...comparisons, note('of which fast-xml-parser builds', `${medianOf('build').toFixed(1)} µs`)];
}
