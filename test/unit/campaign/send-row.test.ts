import { sendRow } from '../../../cli/campaign/run/send-row';
import type { RedPack } from '../../../sdk/index';
import { planned } from './plan-kit';

/** A client of which each send fails like this. */
function failingWith(error: Error): RedPack {
  return { sendRedPack: () => Promise.reject(error) } as unknown as RedPack;
}

test('a call that was given up while it waited says nothing of its row', async () => {
  const given = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
  expect(await sendRow(failingWith(given), planned(2).line)).toBeNull();
});

test('an error that is no answer ends the run, since every row would pass for one that was not sent', async () => {
  const broken = new TypeError('undefined is no function');
  await expect(sendRow(failingWith(broken), planned(2).line)).rejects.toBe(broken);
});

test.each([
  ['NOTENOUGH', '帐号余额不足', 'NOTENOUGH'],
  ['SYSTEMERROR', '签名错误', 'SIGN_ERROR'],
  [
    'SYSTEMERROR',
    "WeChat Pay refused the payment certificate: renew it in the account's secret.",
    'CERTIFICATE_REFUSED',
  ],
  ['SYSTEMERROR', '系统繁忙', undefined],
])('an open row with %s, %s reports the fault of the account %s', async (err_code, err_code_des, fault) => {
  const data = { err_code, err_code_des, outcome: 'open' };
  const client = { sendRedPack: () => Promise.resolve({ status: 200, data }) } as unknown as RedPack;
  const result = await sendRow(client, planned(2).line);
  expect(result?.outcome).toBe('open');
  expect(result?.accountFault).toBe(fault);
});
