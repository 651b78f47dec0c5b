import { campaignKey } from '../../../shared/campaign/key';

/** Pinned forever: another key for a row that was paid would pay it again. `printf %s oA1 | sha256sum`. */
const VECTORS: readonly (readonly [campaign: string, identity: string, key: string])[] = [
  ['new-year-2027', 'oA1', 'new-year-2027/f0b9fcfebf575b5f1aedb4d85e7537f1'],
  ['new-year-2027', '员工 17 ', 'new-year-2027/1b190edfeaf128ce1f8410c27a523102'],
];

test.each(VECTORS)('the key of %s, "%s" is %s', (campaign, identity, key) => {
  expect(campaignKey(campaign, identity)).toBe(key);
});
