import type { Variant } from '../../../scripts/seeded-faults/variant';

/** What is learned, stored and told of an intent. */
export const RECORD: readonly Variant[] = [
  {
    name: 'a parked record not reset to open when it is sent again',
    danger: 'A number that is under way is called not paid.',
    file: 'shared/payment/decide/transitions.ts',
    find: "return { ...answered, state: 'open', ...applyOpenResult(result, record, atMs) };",
    replace: 'return { ...answered, ...applyOpenResult(result, record, atMs) };',
  },
  {
    name: 'a parked record stays parked while it is driven',
    danger: 'Nobody sees its lease, and a concurrent duplicate sends it too.',
    file: 'shared/payment/run/lease.ts',
    find: "    state: 'open',\n    token: deps.newToken(),",
    replace: '    state: record.state,\n    token: deps.newToken(),',
  },
  {
    name: 'a refusal that outlives a later SENDING',
    danger: 'The order is seen, paid and forgotten, and the old refusal becomes its outcome.',
    file: 'shared/payment/decide/transitions.ts',
    find: 'const seen: Changes = { ...NO_REFUSAL, status',
    replace: 'const seen: Changes = { status',
    unseen: 'Its WeChat forgets no order that it has shown.',
  },
  {
    name: 'a parked order that is SENDING again left parked',
    danger: 'What WeChat is about to pay is called not paid.',
    file: 'shared/payment/decide/transitions.ts',
    find: "      return { ...seen, state: 'open' };\n",
    replace: '      return seen;\n',
  },
  {
    name: '`refused` answered though closing was not stored',
    danger: 'The record is still open and will be sent again, after the caller has paid with a new key.',
    file: 'shared/payment/run/run-attempt.ts',
    find: "learned.state === 'closed' ? { ...learned, state: 'open' } : learned;",
    replace: 'learned;',
  },
  {
    name: 'a paid record overwritten by a later FAILED',
    danger: 'The result of a payment is lost, and the caller is told that a new key may be used.',
    file: 'shared/payment/run/query-order.ts',
    find: "  if (record.state === 'paid' || record.state === 'closed') return false;\n",
    replace: '',
  },
  {
    name: 'a repeat drives what is paid',
    danger: 'A paid number is sent again.',
    file: 'shared/payment/run/repeat.ts',
    find: "if (record.state === 'paid' || record.state === 'closed') return record;",
    replace: "if (record.state === 'closed') return record;",
  },
  {
    name: 'a re-entered number with an unanswered request not asked for first',
    danger: 'The lost request has paid it since, and the refusal of the next one is believed.',
    file: 'shared/payment/run/repeat.ts',
    find: 'const inDoubt = !reenters || record.doubt_at_ms !== undefined ||',
    replace: 'const inDoubt = !reenters ||',
    unseen: 'A number that is entered again is not closed before a query has proved it, all the same.',
  },
  {
    name: 'what a dead driver may have sent forgotten',
    danger: 'Its last request arrives late and is paid under a record that was closed meanwhile.',
    file: 'shared/payment/run/lease.ts',
    find: "return state === 'open' && lease_until_ms > 0\n",
    replace: "return state === 'open' && lease_until_ms < 0\n",
    unseen: 'A number that is entered again is not closed before a query has proved it, all the same.',
  },
  {
    name: 'the due time never set',
    danger: 'An attempt that dies leaves a record that is never recovered.',
    file: 'shared/payment/decide/new-record.ts',
    find: '    due: fixed.miniapp_id,\n',
    replace: '',
  },
  {
    name: 'the due time never removed',
    danger: 'Recovery asks about what is closed again and again, and reports it as due.',
    file: 'shared/payment/decide/due.ts',
    find: "if (state === 'closed') return NOT_DUE;",
    replace: '',
    unseen: 'A closed record is only asked about, which moves no money.',
  },
  {
    name: 'an open record given up after the last send',
    danger: 'A payment that is made late is never recorded: it is lost.',
    file: 'shared/payment/decide/due.ts',
    find: "if (state === 'closed') return NOT_DUE;",
    replace:
      "if (state === 'closed' || (state === 'open' && record.sent_at_ms !== undefined)) return NOT_DUE;",
  },
];
