import { bilingual } from '../language';
import type { FaultKind } from '../sandbox/fault-kinds';

interface Named {
  readonly name: string;
  readonly what: string;
}

type Kinds = Readonly<Record<FaultKind, Named>>;

const kindsEn: Kinds = {
  timeout: { name: 'No response', what: 'The connection stays open and nothing comes.' },
  reset: {
    name: 'Connection reset',
    what: 'The connection breaks before the response, or in the middle of it.',
  },
  answer: {
    name: 'Error code',
    what: 'A failure with any err_code, also a numeric one or one that WeChat does not list.',
  },
  fail: { name: 'Bare FAIL', what: 'Only return_code FAIL and a message.' },
  status: { name: 'HTTP status', what: 'A status with an HTML page, with any text, or with the true XML.' },
  certificate: {
    name: 'Certificate page',
    what: 'HTTP 400 as for a missing or a refused certificate; the call has no effect.',
  },
  xml: { name: 'Corrupted XML', what: 'A success whose XML is damaged.' },
  echo: { name: 'Changed response', what: 'The true response, with one value changed.' },
  slow: { name: 'Slow response', what: 'The true response, after a delay.' },
  late: { name: 'Late effect', what: 'No response; the send takes effect later, in sandbox time.' },
  processing: { name: 'PROCESSING', what: 'WeChat works on it for a while, then it is paid or has failed.' },
};

const kindsZh: Kinds = {
  timeout: { name: '没有响应', what: '连接保持打开，但没有任何响应。' },
  reset: { name: '连接重置', what: '连接在响应之前或响应途中断开。' },
  answer: { name: '错误码', what: '以任意 err_code 失败，也可以是数字错误码，或微信没有列出的错误码。' },
  fail: { name: '只有 FAIL', what: '只返回 return_code FAIL 和一句说明。' },
  status: { name: 'HTTP 状态码', what: '某个状态码，内容为 HTML 页面、任意文本或真实的 XML。' },
  certificate: { name: '证书错误页', what: 'HTTP 400，如同没有证书或证书被拒绝；调用不产生作用。' },
  xml: { name: '损坏的 XML', what: '成功的响应，但 XML 已损坏。' },
  echo: { name: '被改动的响应', what: '真实的响应，其中一个值被改动。' },
  slow: { name: '缓慢的响应', what: '真实的响应，延迟到达。' },
  late: { name: '迟到的生效', what: '没有响应；发送在一段沙箱时间之后才生效。' },
  processing: { name: 'PROCESSING', what: '微信处理一段时间，之后支付成功或失败。' },
};

/** The page on which any fault of the sandbox is made. */
export const FAULTS = bilingual(
  {
    title: 'Any fault',
    kinds: kindsEn,
    kindsLabel: 'Kinds of faults',
    add: 'Queue the fault',
    which: 'Which call it hits',
    fields: {
      call: 'Call',
      times: 'How often (a number, or always)',
      skip: 'Calls to let pass first',
      number: 'Only this order number',
      when: 'Effect at WeChat',
      partial: 'After half of a success',
      err_code: 'err_code',
      err_code_des: 'err_code_des',
      return_code: 'return_code',
      order: 'With the fields of the order',
      return_msg: 'return_msg',
      status: 'Status',
      body: 'Body (empty: an HTML page; answer: the true XML)',
      headers: 'Headers, one per line',
      page: 'Page',
      shape: 'Damage',
      change: 'Field to change',
      value: 'Its value',
      delayMs: 'Delay, seconds',
      afterMs: 'Takes effect after, minutes of sandbox time',
      forMs: 'For, minutes of sandbox time',
      ending: 'Then',
    },
    calls: { send: 'any send', any: 'any call' },
    choices: {
      ...{ before: 'none', after: 'takes effect all the same', absent: 'absent', refused: 'refused' },
      ...{
        paid: 'paid',
        failed: 'failed',
        cut: 'cut off',
        repeated: 'a repeated element',
        doctype: 'a DOCTYPE',
      },
      ...{
        comment: 'a comment',
        nested: 'a nested element',
        attribute: 'an attribute',
        trailing: 'text behind it',
      },
      ...{ empty: 'empty', huge: 'huge (128 KB)' },
    },
    optional: 'optional',
    unknownNumber: (number: string) => `Nothing was sent under the order number ${number}.`,
  },
  {
    title: '任意故障',
    kinds: kindsZh,
    kindsLabel: '故障种类',
    add: '加入故障',
    which: '命中哪次调用',
    fields: {
      call: '调用',
      times: '次数（数字，或 always）',
      skip: '先放过的调用次数',
      number: '只命中这个商户订单号',
      when: '在微信一侧的作用',
      partial: '在成功响应的途中',
      err_code: 'err_code',
      err_code_des: 'err_code_des',
      return_code: 'return_code',
      order: '带有订单的字段',
      return_msg: 'return_msg',
      status: '状态码',
      body: '内容（留空：HTML 页面；answer：真实的 XML）',
      headers: '响应头，每行一个',
      page: '页面',
      shape: '损坏方式',
      change: '改动的字段',
      value: '改动后的值',
      delayMs: '延迟（秒）',
      afterMs: '多久之后生效（分钟，沙箱时间）',
      forMs: '持续多久（分钟，沙箱时间）',
      ending: '之后',
    },
    calls: { send: '任意发送', any: '任意调用' },
    choices: {
      ...{ before: '不产生作用', after: '照样生效', absent: '没有证书', refused: '证书被拒绝' },
      ...{
        paid: '支付成功',
        failed: '支付失败',
        cut: '截断',
        repeated: '重复的元素',
        doctype: '带有 DOCTYPE',
      },
      ...{ comment: '带有注释', nested: '嵌套的元素', attribute: '带有属性', trailing: '末尾有多余内容' },
      ...{ empty: '内容为空', huge: '过大（128 KB）' },
    },
    optional: '可选',
    unknownNumber: (number: string) => `没有以商户订单号 ${number} 发送过红包。`,
  },
);
