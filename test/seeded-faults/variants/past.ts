import type { Variant } from '../../../scripts/seeded-faults/variant';

/** Numbers that a restored table forgot, that WeChat no longer answers for, that are a stranger's, or a wrong clock's. */
export const PAST: readonly Variant[] = [
  {
    name: 'a query beyond its 30 days taken for proof',
    danger: 'The order was paid and is no longer shown: it is called refused, and paid under another key.',
    file: 'shared/payment/decide/transitions.ts',
    find: 'return isOurs && ageOf(record, nowMs) < UNRESOLVED_AGE_MS;',
    replace: 'return isOurs && ageOf(record, nowMs) > 0 - UNRESOLVED_AGE_MS;',
  },
  {
    name: 'a restored number sent without asking',
    danger: 'WeChat has forgotten the payment that the table lost, and pays the number once more.',
    file: 'shared/payment/send.ts',
    find: 'const inDoubt = config.queryBeforeSend;',
    replace: 'const inDoubt = config.queryBeforeSend && merchant.mchId === config.miniappId;',
  },
  {
    name: 'recipients without our openid taken for ours',
    danger: "A stranger's packet is recorded as our payment, which is then never made.",
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "standing === 'ours' || isTakenByUs ||",
    replace: "standing === 'ours' || recipients !== null ||",
  },
  {
    name: 'FATAL_ERROR forgotten after the next send',
    danger: "A stranger's packet is recorded as our payment as soon as a query names no recipient.",
    file: 'shared/payment/decide/transitions.ts',
    find: 'foreign_at_ms: record.foreign_at_ms ?? atMs, status',
    replace: 'foreign_at_ms: undefined, status',
  },
  {
    name: 'an old order sent once more for its proof',
    danger: 'WeChat has forgotten the order, takes the number for a new one, and pays it again.',
    file: 'shared/payment/decide/next-step.ts',
    find: 'const isYoung = ageOf(record, now) < REMEMBERED_MS && now - sentAtMs < REMEMBERED_MS;',
    replace:
      'const isYoung = ageOf(record, now) < 40 * REMEMBERED_MS && now - sentAtMs < 40 * REMEMBERED_MS;',
  },
  {
    name: 'a missing order closed while a dead attempt may have sent it',
    danger: 'What WeChat did not show before that send says nothing of it: the late request is paid.',
    file: 'shared/payment/decide/transitions.ts',
    find: 'nowMs < repeatableUntil(record) || mayStillArrive(record, nowMs))',
    replace: 'nowMs < repeatableUntil(record) - 72 * 3_600_000)',
  },
  {
    name: "a wrong clock's lease respected",
    danger: 'No attempt runs for as long as the clock was wrong: the payment is lost.',
    file: 'shared/payment/run/lease.ts',
    find: ' && lease_until_ms <= nowMs + MAX_AHEAD_MS;',
    replace: ' && lease_until_ms <= nowMs + 100_000 * MAX_AHEAD_MS;',
  },
  {
    name: "a wrong clock's due time waited for",
    danger: 'Nobody recovers the record for as long as the clock was wrong: the payment is lost.',
    file: 'shared/payment/decide/due.ts',
    find: "(queue === 'paid' ? FOLLOW_UP_AFTER_MS : LONGEST_DUE_MS) + MAX_AHEAD_MS;",
    replace: "(queue === 'paid' ? FOLLOW_UP_AFTER_MS : 1_000 * LONGEST_DUE_MS) + MAX_AHEAD_MS;",
  },
  {
    name: "a wrong clock's own time used beside AWS's",
    danger:
      'Right times on record are taken for wrong ones: an old number counts as young, and is sent again.',
    file: 'shared/payment/run/aws-time.ts',
    find: 'now: () => clock.now() - aheadMs',
    replace: 'now: () => clock.now()',
  },
  {
    name: 'two recovery passes at once',
    danger: 'Each keeps its own pace, and both together send more than WeChat takes in a second.',
    file: 'shared/records/dynamodb-pass-lease.ts',
    find: "'attribute_not_exists(#until) OR #until <= :now OR",
    replace: "'attribute_not_exists(#until) OR attribute_exists(#until) OR",
    unseen: 'Its lease is in memory; the one in DynamoDB is held to the same by test/records.',
  },
  {
    name: 'a payment that meets a closed record passed over in silence',
    danger: 'A person closed it as refused while WeChat paid it, and nobody checks it again.',
    file: 'shared/payment/run/alarm.ts',
    find: "if (onRecord.state === 'closed' && learned.state === 'paid') report",
    replace: "if (onRecord.state === 'closed' && learned.state === 'parked') report",
    unseen: 'It listens to no log.',
  },
];
