import type { Variant } from '../../../scripts/seeded-faults/variant';

/** What an answer of WeChat's means: paid and refused are proved, everything else is open. */
export const ANSWER: readonly Variant[] = [
  {
    name: 'echo not compared',
    danger: "Another order's success is taken for ours, which is then never paid.",
    file: 'shared/wechat-pay/responses/classify-send.ts',
    find: "if (!echoes(fields, expected(order), 'all'))",
    replace: "if (fields.mch_billno === '')",
  },
  {
    name: "the query's amount not compared",
    danger: 'An order of another amount under our number is recorded as the payment that was asked for.',
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "echoes(fields, names, 'all') && echoes(fields, amount, PAID.has(status) ? 'all' : 'given')",
    replace: "echoes(fields, names, 'all') && amount.total_amount !== ''",
  },
  {
    name: "the query's number not compared",
    danger: "Another order's payment is recorded as ours, which is then never paid.",
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "echoes(fields, names, 'all') &&",
    replace: "echoes(fields, { mch_id: order.mch_id }, 'given') && names.mch_billno !== '' &&",
  },
  {
    name: 'SYSTEMERROR taken as refused',
    danger: 'WeChat says it of payments that it made: the caller pays again with a new key.',
    file: 'shared/wechat-pay/responses/codes.ts',
    find: "['SYSTEMERROR', 'open']",
    replace: "['SYSTEMERROR', 'closes']",
  },
  {
    name: 'PROCESSING taken as refused',
    danger: 'WeChat pays it twenty minutes later, and the caller has paid again by then.',
    file: 'shared/wechat-pay/responses/codes.ts',
    find: "['PROCESSING', 'open']",
    replace: "['PROCESSING', 'closes']",
  },
  {
    name: 'an unlisted code taken as refused',
    danger: 'WeChat adds codes at any time, also for orders that it pays.',
    file: 'shared/wechat-pay/responses/codes.ts',
    find: "MEANINGS.get(errCode) ?? 'open'",
    replace: "MEANINGS.get(errCode) ?? 'closes'",
  },
  {
    name: 'NOTENOUGH taken as the end',
    danger: 'The caller pays with a new key, and a top-up pays the old order, too.',
    file: 'shared/wechat-pay/responses/codes.ts',
    find: "['NOTENOUGH', 'parks']",
    replace: "['NOTENOUGH', 'closes']",
  },
  {
    name: 'a time-out taken as not sent',
    danger: 'A request that WeChat has is sent again as if it had never left.',
    file: 'shared/wechat-pay/responses/classify-send.ts',
    find: "if (reply.kind === 'lost')\n    return open('unknown', synthetic(",
    replace: "if (reply.kind === 'lost')\n    return open('unsent', synthetic(",
  },
  {
    name: 'a time-out taken as refused',
    danger: 'A payment whose answer was lost is called refused, and made again with a new key.',
    file: 'shared/wechat-pay/responses/classify-send.ts',
    find: "if (reply.kind === 'lost')\n    return open('unknown', synthetic(",
    replace:
      "if (reply.kind === 'lost')\n    return ((odd: CodeAndText): SendResult => ({ kind: 'parked', ...odd, mayBeStaleSecret: false }))(synthetic(",
  },
  {
    name: 'a refusal believed while in doubt',
    danger: 'The resend of a paid number is refused, which says nothing of the first request.',
    file: 'shared/wechat-pay/responses/classify-send.ts',
    find: "if (inDoubt) return open('refused-in-doubt', said, secret);",
    replace: "if (inDoubt && meaning === 'parks') return open('refused-in-doubt', said, secret);",
  },
  {
    name: 'NOT_FOUND taken as failure',
    danger: 'A lost request may still arrive after the query, and is paid under a closed record.',
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "return { kind: 'missing', documented: false, ...said };",
    replace: "return { kind: 'closed', status: 'FAILED', data: fields, ...said };",
  },
  {
    name: 'a silent query taken for a missing order',
    danger: 'A query that was refused tells nothing; acted on, it sends again or believes a refusal.',
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "  return unanswered(said, mayBeStaleSecret(code), isRefused && meaningOf(code) !== 'open');\n}",
    replace: "  return { kind: 'missing', documented: !isRefused && code === '', ...said };\n}",
  },
  {
    name: 'silent outcome dropped',
    danger:
      'An unexpected response to a query keeps a result of its own, and the attempt acts on what it must not know.',
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "function unanswered({ code, text }: CodeAndText, secret = false, isRefused = false): QueryResult {\n  return { kind: 'unanswered', code, text, mayBeStaleSecret: secret, isRefused };",
    replace:
      "function unanswered(said: CodeAndText, secret = false, isRefused = false): QueryResult {\n  return { kind: 'unanswered', mayBeStaleSecret: secret, isRefused, ...said };",
  },
  {
    name: 'SENDING taken as paid',
    danger: 'An order that then fails stands on record as paid.',
    file: 'shared/wechat-pay/responses/classify-query.ts',
    find: "new Set(['SENT',",
    replace: "new Set(['SENDING', 'SENT',",
  },
  {
    name: 'a wrong signature let through',
    danger: 'Anyone who can answer in place of WeChat decides what is recorded.',
    file: 'shared/wechat-pay/responses/body.ts',
    find: "fields.sign === '' || fields.sign === sign(fields, apiKey)",
    replace: "apiKey !== '' || fields.sign === sign(fields, apiKey)",
    unseen: 'Its WeChat answers unsigned, as red packets are answered today.',
  },
  {
    name: 'DOCTYPE accepted',
    danger: 'An entity declared in an answer becomes SUCCESS.',
    file: 'shared/wechat-pay/protocol/xml-scanner.ts',
    find: ' ?\\?>)?/y;',
    replace: ' ?\\?>)?(?:<!DOCTYPE[^[>]*(?:\\[[^\\]]*\\])?>)?/y;',
    unseen: 'Its answers are cut off or garbled, not forged.',
  },
  {
    name: 'a repeated element accepted',
    danger: 'Of two amounts in one answer the wrong one is believed.',
    file: 'shared/wechat-pay/protocol/xml.ts',
    find: 'if (Object.hasOwn(leaves, name)) throw',
    replace: "if (Object.hasOwn(leaves, name) && name === '') throw",
    unseen: 'Its answers are cut off or garbled, not forged.',
  },
  {
    name: 'a cut-off answer read as whole',
    danger: 'What stood behind the cut, a FAIL perhaps, is never seen.',
    file: 'shared/wechat-pay/protocol/xml-scanner.ts',
    find: 'for (this.passSpace(); !this.end(name); this.passSpace())',
    replace: 'for (this.passSpace(); this.at < this.text.length && !this.end(name); this.passSpace())',
    unseen: 'Its answers, where they are cut behind the last field, tell the truth up to there.',
  },
  {
    name: 'a refusal of a replay believed unseen',
    danger:
      'A restored table sends a paid number again; the caller is told it failed, and pays under another key.',
    file: 'shared/payment/decide/next-step.ts',
    find: "    case 'refused-unproved':\n    case 'unknown':\n      return ask(s);",
    replace:
      "    case 'refused-unproved':\n      return { do: 'end-as-refused', mayClose: true };\n    case 'unknown':\n      return ask(s);",
  },
  {
    name: "another's payment taken for ours",
    danger:
      'FATAL_ERROR said that the number is somebody else’s; the query shows their packet, and ours is called paid.',
    file: 'shared/wechat-pay/responses/codes.ts',
    find: "return errCode === 'FATAL_ERROR';",
    replace: "return errCode === 'FATAL';",
  },
  {
    name: 'any refused query taken for proof',
    danger: 'A query that came too often closes a number whose order it never examined.',
    file: 'shared/payment/decide/next-step.ts',
    find: "isUnproved(s) ? { do: 'end-as-refused', mayClose: false }",
    replace: "isUnproved(s) ? { do: 'end-as-refused', mayClose: true }",
    unseen: 'It refuses no query for what is wrong with the order.',
  },
];
