import { bilingual } from '../language';

/** What became of a packet, in a word. */
export const STATES = bilingual(
  {
    open: 'Open',
    retry: 'Waits for a retry',
    refused: 'Refused',
    paid: 'Paid',
    received: 'Received',
    returned: 'Returned',
  },
  {
    open: '结果未知',
    retry: '待重试',
    refused: '已拒绝',
    paid: '已付',
    received: '已领取',
    returned: '已退回',
  },
);
