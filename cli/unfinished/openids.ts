/** A shorter one cannot be recognised once it is shortened; WeChat's own have 28 characters. */
const SHORT = 10;

/** Enough to recognise a known openid, too little to use it. */
export function maskOpenid(openid: string): string {
  return openid.length <= SHORT ? '***' : `${openid.slice(0, 4)}***${openid.slice(-3)}`;
}

/** Fields with our own and WeChat's identifiers and codes. A mistyped openid such as `paid` or `e` may be part of one. */
const NEVER_OPENIDS: ReadonlySet<string> = new Set([
  ...['id', 'pk', 'mch_billno', 'send_listid', 'miniapp_id', 'mch_id', 'wxappid', 'official_account_id'],
  ...['type', 'gateway_type', 'amt_type', 'scene_id', 'outcome', 'state', 'status', 'proof', 'event'],
  ...['return_code', 'result_code', 'err_code'],
]);

/** A short one is masked only where it stands alone, since it may be part of any word. */
function maskIn(text: string, openid: string): string {
  const hidden = maskOpenid(openid);
  if (text === openid) return hidden;
  if (openid.length > SHORT) return text.replaceAll(openid, hidden);
  return text
    .split(/([\w-]+)/)
    .map((part) => (part === openid ? hidden : part))
    .join('');
}

/** JSON data with an openid masked in every text that may hold it. */
export function masked<T extends object>(data: T, openid: string): T {
  return JSON.parse(JSON.stringify(data), (name, value: unknown) =>
    typeof value === 'string' && !NEVER_OPENIDS.has(name) ? maskIn(value, openid) : value,
  );
}

/** The record with its openid masked wherever it stands: WeChat's raw response and a campaign's keys repeat it. */
export function withoutOpenid<T extends { readonly re_openid: string }>(record: T): T {
  return masked(record, record.re_openid);
}
