export const CALLS = ['sendredpack', 'sendgroupredpack', 'gethbinfo'] as const;

/** WeChat's three calls for red packets, under /mmpaymkttransfers/. */
export type Call = (typeof CALLS)[number];

/** The call of a request path; `undefined` if it is none of them. */
export function callOf(path: string): Call | undefined {
  return CALLS.find((call) => path === `/mmpaymkttransfers/${call}`);
}
