import type { Variant } from '../../../scripts/planted/variant';

/** Settling, other merchants, and the budget. */
export const SETTLE: readonly Variant[] = [
  {
    name: 'settling past its age limit',
    danger: 'WeChat has forgotten the order, takes the old number for a new one, and pays it again.',
    file: 'shared/payout/settle.ts',
    find: 'const sendUntil = record.created_at * 1000 + SETTLE_SEND_AGE_MS;',
    replace: 'const sendUntil = record.created_at * 1000 + 30 * SETTLE_SEND_AGE_MS;',
  },
  {
    name: 'settling believes a stale index',
    danger: 'A record that was paid since is driven again.',
    file: 'shared/payout/settle.ts',
    find: '    if (due_at === undefined) return false;\n',
    replace: '    if (due_at === undefined) return true;\n',
  },
  {
    name: 'settling sends what it has not asked for',
    danger: 'What a driver that died has sent is sent again.',
    file: 'shared/payout/settle.ts',
    find: 'const how = { merchant, inDoubt: true,',
    replace: 'const how = { merchant, inDoubt: record.doubt_at_ms !== undefined,',
  },
  {
    name: "another merchant's secret used",
    danger: 'The number is a new order there, and both merchants may pay it.',
    file: 'shared/payout/ownership.ts',
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
    file: 'shared/payout/learn.ts',
    find: 'return record.created_at * 1000 + REPEAT_SEND_AGE_MS;',
    replace: 'return record.created_at * 1000 + 30 * REPEAT_SEND_AGE_MS;',
  },
  {
    name: 'budget reservation not released',
    danger: 'What was refused for good counts against the day, and payments that could be made are not.',
    file: 'shared/payout/send.ts',
    find: "if (driven.state === 'closed') await release(ports, record, spend);",
    replace: '',
    unseen: 'Its merchant has no budget, which moves no money but holds some back.',
  },
  {
    name: 'budget passed by',
    danger: 'A campaign that has run away is not stopped.',
    file: 'shared/payout/send.ts',
    find: 'spend.fen, spend.limitFen)',
    replace: 'spend.fen, Number.MAX_SAFE_INTEGER)',
    unseen: 'Its merchant has no budget.',
  },
];
