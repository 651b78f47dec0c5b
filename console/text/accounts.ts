import { bilingual } from '../language';

/** Accounts and their certificates. */
export const ACCOUNTS = bilingual(
  {
    title: 'Accounts',
    upload: 'Add or renew a certificate',
    renew: 'Renew',
    account: 'Official account',
    gateway: 'Gateway',
    merchant: 'Merchant',
    days: 'Certificate',
    daysLeft: (days: number) =>
      days < 0
        ? `expired ${-days} days ago`
        : `${days.toLocaleString('en')} ${days === 1 ? 'day' : 'days'} left`,
    unreadable: 'not readable',
    claimed: 'Claimed today (yuan)',
    budget: 'Daily budget (yuan)',
    noBudget: 'none',
    used: (percent: number) => `${percent} % of the budget`,
    problem: 'Cannot pay:',
    caption: 'Accounts of this stack',
    cut: (count: string) => `“Claimed today” counts the newest ${count} records only.`,
    budgetWhat:
      'A budget is set beside the certificate. It stops new claims for the rest of the day in Beijing; what was refused for good is given back.',
    emptyTitle: 'No account yet',
    emptyWhat: 'Upload the certificate and the API v2 key that WeChat Pay’s merchant platform gives you.',
    emptyLag: ' A new account may take five minutes to appear.',
  },
  {
    title: '账户',
    upload: '添加或更新证书',
    renew: '更新',
    account: '公众号',
    gateway: '支付网关',
    merchant: '商户号',
    days: '证书',
    daysLeft: (days: number) => (days < 0 ? `已过期 ${-days} 天` : `剩余 ${days.toLocaleString('en')} 天`),
    unreadable: '无法读取',
    claimed: '今日已用（元）',
    budget: '每日预算（元）',
    noBudget: '未设置',
    used: (percent: number) => `已用 ${percent}%`,
    problem: '无法付款：',
    caption: '当前服务的账户',
    cut: (count: string) => `“今日已用”只统计最新的 ${count} 条记录。`,
    budgetWhat: '预算与证书一起保存。超出后，北京时间当天不再接受新的红包；最终被拒绝的金额会退还预算。',
    emptyTitle: '还没有账户',
    emptyWhat: '请上传微信支付商户平台提供的证书和 API v2 密钥。',
    emptyLag: '新账户可能要五分钟后才会显示。',
  },
);
