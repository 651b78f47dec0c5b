import type { Language } from '../../report/words';
import type { RowOutcome } from '../outcomes';
import type { Claim } from './totals';

/** The texts of a campaign's page. */
export interface CampaignWords {
  readonly lang: string;
  readonly title: (campaign: string) => string;
  readonly made: (at: string, stack: string) => string;
  readonly planned: (at: string) => string;
  readonly rows: (count: number) => string;
  readonly headings: Readonly<
    Record<'outcome' | 'code' | 'rows' | 'yuan' | 'share' | 'total' | 'claim', string>
  >;
  readonly sections: Readonly<Record<'outcomes' | 'codes' | 'amounts' | 'claims', string>>;
  readonly charts: {
    readonly outcomes: (step: string) => string;
    readonly codes: string;
    readonly amounts: (yuan: number) => string;
    readonly claims: (step: string) => string;
  };
  readonly step: (minutes: number) => string;
  readonly outcomes: Readonly<Record<RowOutcome, string>>;
  readonly claims: Readonly<Record<Claim, string>>;
  readonly noCode: string;
  readonly notes: readonly string[];
}

function english(minutes: number): string {
  const [size, unit] =
    minutes % 1_440 === 0
      ? [minutes / 1_440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return size === 1 ? unit : `${size} ${unit}s`;
}

function chinese(minutes: number): string {
  if (minutes % 1_440 === 0) return `${minutes / 1_440} 天`;
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${minutes} 分钟`;
}

const EN: CampaignWords = {
  lang: 'en',
  title: (campaign) => `Campaign ${campaign}`,
  made: (at, stack) => `Made on ${at} (Beijing, UTC+8) from the records of ${stack}. Amounts in yuan.`,
  planned: (at) => `Planned on ${at}.`,
  rows: (count) => `${count.toLocaleString('en')} ${count === 1 ? 'packet' : 'packets'}`,
  headings: {
    ...{ outcome: 'Outcome', code: 'Code', rows: 'Packets', yuan: 'Yuan' },
    ...{ share: 'Share', total: 'Planned', claim: 'Of what is paid' },
  },
  sections: {
    ...{ outcomes: 'Outcomes', codes: 'What is not paid, by code' },
    ...{ amounts: 'Amounts', claims: 'Claims' },
  },
  charts: {
    outcomes: (step) => `Packets by the time of their outcome, per ${step}`,
    codes: 'Packets that are not paid, by code (the five most frequent)',
    amounts: (yuan) => `Paid packets by amount, per ${yuan} yuan`,
    claims: (step) => `Packets received and returned, per ${step}`,
  },
  step: english,
  outcomes: {
    ...{ unsent: 'Not sent', paid: 'Paid', refused: 'Refused' },
    ...{ open: 'Open', retry: 'Retry', rejected: 'Rejected' },
  },
  claims: { received: 'Received', returned: 'Returned', pending: 'Pending' },
  noCode: '(none)',
  notes: [
    'Paid and refused are final. Open: the outcome is not known yet, and recovery completes it. Retry: parked, campaign run sends it again within 72 hours. Rejected: the key was used for another amount or recipient.',
    'Paid counts at the time of the payment, all other outcomes at the time of the send.',
    'WeChat Pay is asked about a paid packet 26 hours after the payment, then daily; until then it counts as pending.',
  ],
};

const ZH: CampaignWords = {
  lang: 'zh-CN',
  title: (campaign) => `红包活动 ${campaign}`,
  made: (at, stack) => `根据 ${stack} 的记录生成，生成时间：${at}（北京时间，UTC+8）。金额单位：元。`,
  planned: (at) => `计划生成时间：${at}。`,
  rows: (count) => `${count.toLocaleString('en')} 个`,
  headings: {
    ...{ outcome: '结果', code: '结果码', rows: '个数', yuan: '金额（元）' },
    ...{ share: '占比', total: '计划合计', claim: '已付红包' },
  },
  sections: { outcomes: '结果', codes: '未付红包（按结果码）', amounts: '金额分布', claims: '领取情况' },
  charts: {
    outcomes: (step) => `各时段红包结果（个，每 ${step}）`,
    codes: '未付红包的结果码（个，最多列出五个）',
    amounts: (yuan) => `已付红包的金额分布（个，每 ${yuan} 元）`,
    claims: (step) => `各时段领取和退回（个，每 ${step}）`,
  },
  step: chinese,
  outcomes: {
    ...{ unsent: '未发送', paid: '已付', refused: '已拒绝' },
    ...{ open: '结果未知', retry: '待重试', rejected: '未受理' },
  },
  claims: { received: '已领取', returned: '已退回', pending: '待领取' },
  noCode: '（无）',
  notes: [
    '“已付”和“已拒绝”是最终结果。“结果未知”由恢复任务继续处理；“待重试”可在 72 小时内由 campaign run 再次发送；“未受理”表示该幂等键已用于其他金额或收款人。',
    '“已付”计入付款时间，其他结果计入发送时间。',
    '付款 26 小时后系统向微信支付查询红包状态，此后每日查询一次；在此之前计为“待领取”。',
  ],
};

export const CAMPAIGN_WORDS: Readonly<Record<Language, CampaignWords>> = { en: EN, zh: ZH };
