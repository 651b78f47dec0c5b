import type { Measure } from './totals';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Words {
  readonly lang: string;
  readonly title: string;
  readonly dates: (from: string, to: string) => string;
  readonly made: (at: string, stack: string) => string;
  readonly account: string;
  readonly gateway: string;
  readonly merchant: string;
  readonly code: string;
  readonly day: string;
  readonly total: string;
  readonly packets: (count: number) => string;
  readonly noCode: string;
  readonly none: string;
  readonly byDay: string;
  readonly byAccount: string;
  readonly byCode: string;
  readonly charts: Readonly<Record<'paid' | 'unpaid' | 'paidByAccount' | 'unpaidByCode', string>>;
  readonly measures: Readonly<Record<Measure, string>>;
  readonly notes: readonly string[];
  readonly paidAtUnknown: (count: number) => string;
}

const EN: Words = {
  lang: 'en',
  title: 'Red packet report',
  dates: (from, to) => `${from} to ${to}, both included. Amounts in yuan, days and times in Beijing (UTC+8).`,
  made: (at, stack) => `Made on ${at} from the records of ${stack}.`,
  account: 'Account',
  gateway: 'Gateway',
  merchant: 'Merchant',
  code: 'Code',
  day: 'Day',
  total: 'Total',
  packets: (count) => `${count.toLocaleString('en')} ${count === 1 ? 'packet' : 'packets'}`,
  noCode: '(open)',
  none: 'No red packet counts in these days.',
  byDay: 'By day',
  byAccount: 'By account',
  byCode: 'By code',
  charts: {
    paid: 'Paid, received and returned by day, in yuan',
    unpaid: 'Open, waiting for a retry and refused by day, in yuan',
    paidByAccount: 'Paid, received and returned by account, in yuan (the five largest)',
    unpaidByCode: 'Open, waiting for a retry and refused by code, in yuan (the five largest)',
  },
  measures: {
    paid: 'Paid',
    received: 'Received',
    returned: 'Returned',
    pending: 'Pending',
    open: 'Open',
    retry: 'Retry',
    refused: 'Refused',
  },
  notes: [
    'In the tables, the small figure is the number of packets.',
    'Paid counts on the day of the payment. Received and pending are parts of it and count on the same day; pending is what is neither received nor returned as far as is known.',
    'Returned counts on the day of the return, also for packets that were paid before these days.',
    'Open (outcome not known yet), retry (not paid; the cause must be fixed) and refused count on the day of the send.',
    'Everything is as it was recorded when this page was made. WeChat Pay is asked about a paid packet 26 hours after the payment, then daily.',
  ],
  paidAtUnknown: (count) =>
    `Packets without a recorded time of payment, which count as paid on the day of the send: ${count}.`,
};

const ZH: Words = {
  lang: 'zh-CN',
  title: '现金红包报表',
  dates: (from, to) => `${from} 至 ${to}（含首尾两日）。金额单位：元；日期和时间均为北京时间（UTC+8）。`,
  made: (at, stack) => `根据 ${stack} 的记录生成，生成时间：${at}。`,
  account: '公众号',
  gateway: '支付网关',
  merchant: '商户号',
  code: '结果码',
  day: '日期',
  total: '合计',
  packets: (count) => `${count.toLocaleString('en')} 个`,
  noCode: '（未知）',
  none: '这些日期内没有红包。',
  byDay: '按日',
  byAccount: '按公众号',
  byCode: '按结果码',
  charts: {
    paid: '每日已付、已领取和已退回金额（元）',
    unpaid: '每日结果未知、待重试和已拒绝金额（元）',
    paidByAccount: '各公众号已付、已领取和已退回金额（元，最多列出五个）',
    unpaidByCode: '各结果码的结果未知、待重试和已拒绝金额（元，最多列出五个）',
  },
  measures: {
    paid: '已付',
    received: '已领取',
    returned: '已退回',
    pending: '待领取',
    open: '结果未知',
    retry: '待重试',
    refused: '已拒绝',
  },
  notes: [
    '表格中的小号数字为红包个数。',
    '“已付”计入付款当日。“已领取”和“待领取”是“已付”的一部分，计入同一日；“待领取”指据目前所知既未领取也未退回的金额。',
    '“已退回”计入退款当日，包括在这些日期之前付款的红包。',
    '“结果未知”、“待重试”（未付款，需先排除原因）和“已拒绝”计入发送当日。',
    '所有数字以生成本页时的记录为准。付款 26 小时后系统向微信支付查询红包状态，此后每日查询一次。',
  ],
  paidAtUnknown: (count) => `没有付款时间的红包按发送当日计入“已付”，共 ${count} 个。`,
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, zh: ZH };
