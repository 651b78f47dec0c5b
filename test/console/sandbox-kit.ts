import type { DetailedRecord } from '../../sdk/index';
import type { Stage } from '../sandbox/harness';
import { startTestConsole, type TestConsole } from './kit';

/** The console of a local stack whose sandbox is a real one. */
export function sandboxConsole({ sandbox }: Stage, records: readonly DetailedRecord[] = []): TestConsole {
  const environment = () => Promise.resolve({ WECHAT_PAY_SANDBOX_ADMIN: sandbox.adminUrl });
  return startTestConsole({ records, stack: { environment } });
}

/** Submits a form of the page. @returns the page that it leads to */
export async function submit(
  { get, post }: TestConsole,
  act: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const response = await post(`/sandbox/${act}`, fields);
  expect(response.status).toBe(303);
  return (await get(response.headers.get('location') ?? '')).text();
}

/** The fields of the form that sends. */
export const PARAMS = {
  ...{ type: 'normal', official_account_id: 'wx1', re_openid: 'oA', send_name: 'a', total_amount: '1.88' },
  ...{ total_num: '1', wishing: 'b', act_name: 'c', remark: 'd' },
};
