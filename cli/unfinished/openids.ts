/** Enough to recognise a known openid, too little to use it. */
export function maskOpenid(openid: string): string {
  return openid.length <= 10 ? '***' : `${openid.slice(0, 4)}***${openid.slice(-3)}`;
}

/** The record with its openid masked wherever it stands: WeChat's raw response and a campaign's keys repeat it. */
export function withoutOpenid<T extends { readonly re_openid: string }>(record: T): T {
  const { re_openid } = record;
  const hidden = maskOpenid(re_openid);
  return JSON.parse(JSON.stringify(record), (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(re_openid, hidden) : value,
  );
}
