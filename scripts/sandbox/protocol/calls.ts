export const CALLS = ['sendredpack', 'sendgroupredpack', 'gethbinfo'] as const;

/** The three calls WeChat offers under /mmpaymkttransfers/ for red packets. */
export type Call = (typeof CALLS)[number];

/** The call a request path names, if it is one of them. */
export function callOf(path: string): Call | undefined {
  return CALLS.find((call) => path === `/mmpaymkttransfers/${call}`);
}
