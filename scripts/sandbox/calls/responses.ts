/** WeChat's responses, as trees of elements; the settings decide how they are written. */
import type { Account } from '../ledger/types';
import { md5Sign } from '../protocol/sign';
import { type Element, writeXml } from '../protocol/xml';
import type { Settings } from '../settings';

export interface ApiResponse {
  elements: readonly Element[];
  /** For the traffic log: SUCCESS or the err_code. */
  summary: string;
}

/** Chinese texts for people. They change, and WeChat says that programs must not depend on them. */
const TEXTS: Readonly<Record<string, string>> = {
  SYSTEMERROR: '系统错误,请稍后使用原单号重试,请勿更换单号',
  PROCESSING: '请求已受理,请稍后使用原单号查询发放结果',
  NOTENOUGH: '帐号余额不足,请到商户平台充值后再重试',
  SENDNUM_LIMIT: '该用户今日领取红包个数超过限制',
  RCVDAMOUNT_LIMIT: '该用户今日领取红包总额超过限制',
  SENDAMOUNT_LIMIT: '商户今日发放红包总额超过限制',
  NO_AUTH: '发放失败,此请求可能存在风险,已被微信拦截',
  SEND_FAILED: '红包发放失败,请更换单号再重试',
  SIGN_ERROR: '签名错误',
  FREQ_LIMIT: '请求频率超过限制,请稍后再试',
  PARAM_ERROR: '参数错误',
  XML_ERROR: 'XML格式错误',
  CA_ERROR: '证书与商户号不匹配',
  FATAL_ERROR: '重复的商户单号,金额或openid与原请求不一致',
  OPENID_ERROR: 'openid和appid不匹配',
  MONEY_LIMIT: '红包金额不在限制范围内',
  API_METHOD_CLOSED: '商户未开通该接口的发放方式',
  NOT_FOUND: '指定单号数据不存在',
  268458547: '系统繁忙,请稍后再试.',
};

/** The default text of a code. */
export function textOf(err_code: string): string {
  return TEXTS[err_code] ?? err_code;
}

/** Codes whose live samples have no order fields. */
const WITHOUT_ORDER: ReadonlySet<string> = new Set(['SYSTEMERROR', 'XML_ERROR']);

const ECHOED = ['mch_billno', 'mch_id', 'wxappid', 're_openid', 'total_amount'] as const;

/** The order fields of the request, which WeChat echoes; absent and empty ones are left out. */
export function echo(fields: ReadonlyMap<string, string>): Element[] {
  return ECHOED.flatMap((name) => {
    const text = fields.get(name) ?? '';
    return text === '' ? [] : [{ name, text }];
  });
}

export interface Failure {
  err_code: string;
  err_code_des?: string | undefined;
  return_code?: 'SUCCESS' | 'FAIL' | undefined;
}

/** A failure with a business part; `return_msg` repeats the description, as in all live samples. */
export function failure(
  fields: ReadonlyMap<string, string>,
  { err_code, err_code_des, return_code }: Failure,
): ApiResponse {
  const text = err_code_des ?? textOf(err_code);
  const order = WITHOUT_ORDER.has(err_code) ? [] : echo(fields);
  const elements = [
    { name: 'return_code', text: return_code ?? 'SUCCESS' },
    { name: 'return_msg', text },
    { name: 'result_code', text: 'FAIL' },
    { name: 'err_code', text: err_code },
    { name: 'err_code_des', text },
    ...order,
  ];
  return { elements, summary: err_code };
}

/** return_code FAIL without a business part: the communication itself failed. */
export function bareFail(return_msg: string): ApiResponse {
  return {
    elements: [
      { name: 'return_code', text: 'FAIL' },
      { name: 'return_msg', text: return_msg },
    ],
    summary: 'FAIL',
  };
}

/** A paid packet, with WeChat's own number of the packet. */
export function sendSuccess(
  fields: ReadonlyMap<string, string>,
  send_listid: string,
  settings: Settings,
): ApiResponse {
  const documented = settings.answerStyle === 'documented';
  const text = documented ? '发放成功.' : '发放成功';
  const elements = [
    { name: 'return_code', text: 'SUCCESS' },
    { name: 'return_msg', text },
    { name: 'result_code', text: 'SUCCESS' },
    { name: 'err_code', text: documented ? '0' : 'SUCCESS' },
    { name: 'err_code_des', text },
    ...echo(fields),
    { name: 'send_listid', text: send_listid },
  ];
  return { elements, summary: 'SUCCESS' };
}

const ALWAYS_BARE = ['total_amount', 'total_num', 'amount', 'refund_amount'];
const BARE = {
  live: new Set(ALWAYS_BARE),
  documented: new Set([...ALWAYS_BARE, 'mch_id']),
};

function flatPairs(elements: readonly Element[]): [string, string][] {
  return elements.flatMap((element): [string, string][] =>
    'text' in element ? [[element.name, element.text]] : [],
  );
}

/**
 * The response as XML. If the settings say so, it is signed, but only if it has a business part and is flat: how to sign a
 * nested list is not documented.
 */
export function writeResponse(
  response: ApiResponse,
  settings: Settings,
  account: Account | undefined,
): string {
  const flat = flatPairs(response.elements);
  const signable =
    flat.length === response.elements.length && response.elements.some(({ name }) => name === 'result_code');
  const signed =
    settings.signAnswers && signable && account
      ? [...response.elements, { name: 'sign', text: md5Sign(flat, account.apiKey) }]
      : response.elements;
  return writeXml(signed, BARE[settings.answerStyle], settings.answerStyle === 'documented' ? '\n' : '');
}
