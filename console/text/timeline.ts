import { bilingual } from '../language';

/** What the stored events of a packet's life say. An event that is missing here is shown under its own name. */
interface Told {
  readonly title: string;
  readonly what: string;
}

export const EVENTS = bilingual<Readonly<Record<string, Told>>>(
  {
    claimed: {
      title: 'Claimed',
      what: 'The record was written before anything was sent, so the key can pay only once.',
    },
    sent: {
      title: 'Sent to WeChat',
      what: 'The order was sent; a repeat has the same number and the same bytes.',
    },
    outcome_unknown: {
      title: 'No definite answer',
      what: 'The request may have arrived; its outcome was not known then.',
    },
    refused: { title: 'Refused', what: 'WeChat refused the send.' },
    no_order_at_wechat: {
      title: 'WeChat knows no such order',
      what: 'Queries since then have found no order.',
    },
    order_at_wechat: { title: 'WeChat has the order', what: 'A query showed the order for the first time.' },
    recipients_are_others: {
      title: 'Another recipient',
      what: 'A query named recipients without this openid; that proves nothing yet.',
    },
    order_is_anothers: {
      title: 'The number is taken',
      what: 'WeChat said that this number belongs to an order with another openid or amount.',
    },
    paid: { title: 'Paid', what: 'The money left the merchant’s balance.' },
    received: { title: 'Received', what: 'The receiver opened the packet.' },
    returned: { title: 'Returned', what: 'What nobody took came back to the merchant’s balance.' },
    asked: { title: 'WeChat was asked', what: 'The latest query whose answer is stored.' },
    sending_ended: { title: 'Sending ended', what: 'The record is too old to be sent again by recovery.' },
    unresolved: {
      title: 'Needs a person',
      what: 'WeChat forgets orders after 30 days: an operator decides with ./red-pack resolve.',
    },
    resolved: { title: 'Decided by an operator', what: 'The outcome was set by hand.' },
  },
  {
    claimed: { title: '已登记', what: '在发送之前先写入记录，因此同一 key 只会付款一次。' },
    sent: { title: '已发送给微信', what: '订单已发出；重发时订单号和内容完全相同。' },
    outcome_unknown: { title: '没有明确的应答', what: '请求可能已到达微信，当时结果未知。' },
    refused: { title: '被拒绝', what: '微信拒绝了这次发送。' },
    no_order_at_wechat: { title: '微信没有此订单', what: '从那时起的查询都没有查到订单。' },
    order_at_wechat: { title: '微信已有此订单', what: '查询第一次查到了这个订单。' },
    recipients_are_others: { title: '收款人不同', what: '查询结果中没有这个 openid，但这还不能证明什么。' },
    order_is_anothers: {
      title: '订单号已被占用',
      what: '微信表示此订单号属于另一个 openid 或金额不同的订单。',
    },
    paid: { title: '已付', what: '款项已从商户余额支出。' },
    received: { title: '已领取', what: '收款人拆开了红包。' },
    returned: { title: '已退回', what: '未被领取的金额已退回商户余额。' },
    asked: { title: '已查询微信', what: '最近一次保存了结果的查询。' },
    sending_ended: { title: '停止发送', what: '记录太旧，系统不再自动重发。' },
    unresolved: { title: '需人工处理', what: '微信只保留 30 天的订单：请用 ./red-pack resolve 处理。' },
    resolved: { title: '已人工处理', what: '结果由人工设定。' },
  },
);
