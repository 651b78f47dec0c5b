import type { Variant } from '../../../scripts/seeded-faults/variant';

/** Recovery, other merchants, and the budget. */
export const RECOVER: readonly Variant[] = [
  {
    name: 'recovery past its age limit',
    danger: 'WeChat has forgotten the order, takes the old number for a new one, and pays it again.',
    file: 'shared/payment/recover.ts',
    find: 'const sendUntil = bornAt(taken) + RECOVERY_SEND_AGE_MS;',
    replace: 'const sendUntil = bornAt(taken) + 30 * RECOVERY_SEND_AGE_MS;',
  },
  {
    name: 'recovery believes a stale index',
    danger: 'A record that was paid since is asked about for nothing, at the cost of those that are open.',
    file: 'shared/payment/recover.ts',
    find: '    if (due_at === undefined || isLeased(record, nowMs)) return false;\n',
    replace: '    if (due_at === undefined) return true;\n',
    unseen: 'A record that is not open is only asked about, which moves no money.',
  },
  {
    name: 'recovery sends what it has not asked for',
    danger: 'What a dead attempt has sent is sent again.',
    file: 'shared/payment/recover.ts',
    find: 'const how = { merchant, inDoubt: true,',
    replace: 'const how = { merchant, inDoubt: record.doubt_at_ms !== undefined,',
  },
  {
    name: "another merchant's secret used",
    danger: 'The number is a new order there, and both merchants may pay it.',
    file: 'shared/payment/run/lease.ts',
    find: 'if (record.mch_id === merchant.mchId) return false;',
    replace: "if (record.mch_id === merchant.mchId || merchant.mchId !== '') return false;",
  },
  {
    name: "another gateway's certificate used",
    danger: 'Another merchant account of the company pays than the one that was named.',
    file: 'shared/merchant/merchants.ts',
    find: 'gateway_type === DEFAULT_GATEWAY_TYPE ?',
    replace: 'gateway_type.length > 0 ?',
    unseen: 'Its secrets come from a stand-in with one account.',
  },
  {
    name: 'a repeat past the time of its number',
    danger: 'A parked order that WeChat has closed since is sent as a new one.',
    file: 'shared/payment/decide/times.ts',
    find: 'return bornAt(record) + REPEAT_SEND_AGE_MS;',
    replace: 'return bornAt(record) + 30 * REPEAT_SEND_AGE_MS;',
  },
  {
    name: 'budget reservation not released',
    danger: 'What was refused for good counts against the day, and payments that could be made are not.',
    file: 'shared/payment/send.ts',
    find: "if (told.state === 'closed') await spend?.release(record.id);",
    replace: '',
    unseen: 'Its merchant has no budget, which moves no money but holds some back.',
  },
  {
    name: 'budget passed by',
    danger: 'A campaign that has run away is not stopped.',
    file: 'shared/payment/run/spend.ts',
    find: 'this.fen, this.limitFen)',
    replace: 'this.fen, Number.MAX_SAFE_INTEGER)',
    unseen: 'Its merchant has no budget.',
  },
];
