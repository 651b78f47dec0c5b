import { bilingual } from '../language';

/** The acts on one packet. */
export const ACTS = bilingual(
  {
    ask: {
      title: 'Ask WeChat about this packet',
      willDo: [
        'Asks WeChat Pay for the status of this order, once.',
        'If the record is open and the answer proves the outcome, the record takes it over.',
        'Sends nothing: no money moves.',
      ],
      button: 'Ask WeChat',
      done: 'WeChat’s answer',
      none: 'WeChat gave no status',
    },
    repeat: {
      title: 'Repeat this send with the same key',
      same: (key: string) => `Calls sendRedPack with the stored params and the key ${key}.`,
      willDo: {
        paid: 'The packet is paid: the answer comes from the record, and nothing is sent.',
        refused: 'The packet is refused for good: the answer comes from the record, and nothing is sent.',
        open: 'WeChat is asked first; the order is sent again only if it is missing there. It is paid once at most.',
        retry: 'The same order is sent again under its own number. It is paid once at most.',
      },
      amount: (yuan: string) => `Up to ${yuan} yuan leave the merchant’s balance.`,
      masked: 'The openid in the command is masked, so it would be refused as it stands.',
      showOpenid: 'Show it',
      button: 'Repeat',
      done: 'Answer of sendRedPack',
    },
    recover: {
      title: 'Recover unfinished packets',
      willDo: [
        'Runs recovery for every packet that is not final, this one among them, as the schedule does every 10 minutes.',
        'Each is looked up at WeChat Pay. One that WeChat has never seen may be sent again under its own number, and is paid once at most.',
        'With many unfinished packets it takes minutes. The page waits for the end.',
      ],
      button: 'Recover',
      done: 'Recovery has ended',
      counts: (examined: number, paid: number, refused: number, parked: number, open: number) =>
        `Examined ${examined}: ${paid} paid, ${refused} refused, ${parked} waiting for a retry, ${open} still open.`,
    },
  },
  {
    ask: {
      title: '向微信查询此红包',
      willDo: [
        '向微信支付查询一次此订单的状态。',
        '如果记录的结果未知，而微信的应答能够证明结果，记录将随之更新。',
        '不发送任何红包，不涉及资金变动。',
      ],
      button: '查询微信',
      done: '微信的应答',
      none: '微信没有返回状态',
    },
    repeat: {
      title: '用同一 key 重发',
      same: (key: string) => `使用保存的参数和 key ${key} 调用 sendRedPack。`,
      willDo: {
        paid: '红包已支付：直接返回记录的结果，不会发送。',
        refused: '红包已被最终拒绝：直接返回记录的结果，不会发送。',
        open: '先向微信查询；只有微信没有此订单时才会重发。最多支付一次。',
        retry: '以原订单号重新发送同一订单。最多支付一次。',
      },
      amount: (yuan: string) => `商户余额最多支出 ${yuan} 元。`,
      masked: '命令中的 openid 已隐藏，原样执行会被拒绝。',
      showOpenid: '显示',
      button: '重发',
      done: 'sendRedPack 的应答',
    },
    recover: {
      title: '补单',
      willDo: [
        '对所有未完结的红包（包括此红包）执行一次补单，与每 10 分钟的定时任务相同。',
        '逐个向微信支付查询。微信从未收到的订单可能以原订单号重发，最多支付一次。',
        '未完结的红包较多时需要几分钟，页面会等待完成。',
      ],
      button: '补单',
      done: '补单完成',
      counts: (examined: number, paid: number, refused: number, parked: number, open: number) =>
        `共检查 ${examined} 个：${paid} 个已付，${refused} 个已拒绝，${parked} 个待重试，${open} 个结果仍未知。`,
    },
  },
);
