import type { Call } from './calls';

/** WeChat's documented rule for one field. Lengths are UTF-8 bytes: 13 Chinese characters do not fit into 32. */
interface FieldRule {
  name: string;
  maxBytes: number;
  optional?: true;
  form?: RegExp;
  /** Error text after the field's name if the format is wrong. */
  must?: string;
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

const COMMON: readonly FieldRule[] = [
  { name: 'nonce_str', maxBytes: 32 },
  // Any length: a 64-digit HMAC is a wrong signature, not a wrong parameter.
  { name: 'sign', maxBytes: Number.POSITIVE_INFINITY },
  { name: 'mch_billno', maxBytes: 28, form: /^[0-9A-Za-z]+$/, must: '只能包含数字和字母' },
  { name: 'mch_id', maxBytes: 32 },
];

const SEND: readonly FieldRule[] = [
  ...COMMON,
  { name: 'wxappid', maxBytes: 32 },
  { name: 'send_name', maxBytes: 32 },
  { name: 're_openid', maxBytes: 32 },
  { name: 'total_amount', maxBytes: 10, form: /^[1-9]\d*$/, must: '必须为整数,单位为分' },
  { name: 'total_num', maxBytes: 10, form: /^\d+$/, must: '必须为整数' },
  { name: 'wishing', maxBytes: 128 },
  { name: 'act_name', maxBytes: 32 },
  { name: 'remark', maxBytes: 256 },
  { name: 'scene_id', maxBytes: 32, optional: true, form: /^PRODUCT_[1-8]$/, must: '场景不存在' },
  { name: 'risk_info', maxBytes: 128, optional: true },
];

const RULES: Readonly<Record<Call, readonly FieldRule[]>> = {
  sendredpack: [...SEND, { name: 'client_ip', maxBytes: 15, form: IPV4, must: '必须为合法的IP字符串' }],
  sendgroupredpack: [...SEND, { name: 'amt_type', maxBytes: 32, form: /^ALL_RAND$/, must: '只能为ALL_RAND' }],
  gethbinfo: [
    ...COMMON,
    { name: 'appid', maxBytes: 32 },
    { name: 'bill_type', maxBytes: 32, form: /^MCHT$/, must: '只能为MCHT' },
  ],
};

/** The names in a request that the call does not document; WeChat responds with SIGN_ERROR to them. */
export function undocumentedFields(call: Call, fields: ReadonlyMap<string, string>): string[] {
  const known = new Set(RULES[call].map((rule) => rule.name));
  return [...fields.keys()].filter((name) => !known.has(name));
}

function fieldFault(rule: FieldRule, text: string): string | undefined {
  if (text === '') return rule.optional ? undefined : `${rule.name}字段必填,并且少于${rule.maxBytes}字符`;
  if (Buffer.byteLength(text) > rule.maxBytes) return `${rule.name}字段必填,并且少于${rule.maxBytes}字符`;
  if (rule.form && !rule.form.test(text)) return `${rule.name}${rule.must ?? '格式错误'}`;
  return undefined;
}

function countFault(call: Call, total_num: number): string | undefined {
  if (call === 'sendredpack' && total_num !== 1) return 'total_num必须等于1';
  if (call === 'sendgroupredpack' && (total_num < 3 || total_num > 20)) {
    return 'total_num必须介于(包括)3到20之间.';
  }
  return undefined;
}

/** The PARAM_ERROR text for the first field that is missing, too long or malformed; `undefined` if none is. */
export function paramFault(call: Call, fields: ReadonlyMap<string, string>): string | undefined {
  for (const rule of RULES[call]) {
    const fault = fieldFault(rule, fields.get(rule.name) ?? '');
    if (fault !== undefined) return fault;
  }
  return countFault(call, Number(fields.get('total_num')));
}
