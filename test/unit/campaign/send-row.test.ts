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
