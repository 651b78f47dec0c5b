import type { Variant } from '../../../scripts/seeded-faults/variant';

/** Money and texts on their way to WeChat, and what proves that nothing left. */
export const WIRE: readonly Variant[] = [
  {
    name: 'float money',
    danger: '1.15 yuan become 114 fen.',
    file: 'shared/api/money.ts',
    find: "const fen = Number(whole + cents.padEnd(2, '0'));",
    replace: 'const fen = Math.trunc(Number(whole + "." + cents) * FEN_PER_YUAN);',
    unseen: 'It begins behind the params, where money is integer fen.',
  },
  {
    name: 'an amount that is no whole fen rounded',
    danger: 'Somebody is paid another amount than the caller wrote.',
    file: 'shared/api/money.ts',
    find: 'if (digits === null) return null;',
    replace: 'if (digits === null) return yuan > 0 ? Math.round(yuan * FEN_PER_YUAN) : null;',
    unseen: 'It begins behind the params, where money is integer fen.',
  },
  {
    name: 'yuan sent in place of fen',
    danger: 'A hundredth of the amount is paid, or a fraction that WeChat refuses.',
    file: 'shared/wechat-pay/requests.ts',
    find: 'total_amount: String(order.total_fen),',
    replace: 'total_amount: String(order.total_fen / 100),',
  },
  {
    name: 'texts put into XML as they are',
    danger: 'A wish that holds `]]>` injects an amount of its own.',
    file: 'shared/wechat-pay/protocol/xml.ts',
    find: 'return builder.build([{ xml: children }]);',
    replace:
      "const texts = Object.entries(fields).map(([name, value]) => '<' + name + '><![CDATA[' + value + ']]></' + name + '>');\n  return children.length === 0 ? builder.build([]) : '<xml>' + texts.join('') + '</xml>';",
    unseen: 'Its params are always the same, and plain.',
  },
  {
    name: 'a reset on a reused socket taken as not sent',
    danger: 'The request may have arrived; it is sent again as if it had never left.',
    file: 'shared/wechat-pay/protocol/transport.ts',
    find: '      else process.nextTick(hand);\n',
    replace: "      else { socket.once('data', () => { written = true; }); req.end(bytes); }\n",
    unseen: 'It stands in place of the sockets.',
    also: 'test/unit/wechat-pay/agents.test.ts',
  },
  {
    name: 'a socket handed over taken for a new one',
    danger: 'A full agent hands sockets on unmarked; a reset of one is taken as not sent.',
    file: 'shared/wechat-pay/protocol/transport.ts',
    find: 'const isNew = !req.reusedSocket && (socket as Partial<Handshake>).secureConnecting === true;',
    replace: 'const isNew = !req.reusedSocket || (socket as Partial<Handshake>).secureConnecting === true;',
    unseen: 'It stands in place of the sockets.',
    also: 'test/unit/wechat-pay/agents.test.ts',
  },
  {
    name: 'half an answer taken as not sent',
    danger: 'A payment whose answer was cut off is sent again as if it had never left.',
    file: 'shared/wechat-pay/protocol/transport.ts',
    find: "response.on('error', (cause) => resolve({ kind: 'lost', cause }));",
    replace: "response.on('error', (cause) => resolve({ kind: 'unsent', cause }));",
    unseen: 'It stands in place of the sockets.',
    also: 'test/unit/wechat-pay/agents.test.ts',
  },
  {
    name: 'a socket that stood idle written to',
    danger: 'After a thaw every send ends in a reset, and every outcome is open.',
    file: 'shared/wechat-pay/protocol/agents.ts',
    find: '  agent.dropStale(Date.now());\n',
    replace: '',
    unseen: 'It stands in place of the sockets.',
    also: 'test/unit/wechat-pay/agents.test.ts',
  },
];
