import type { Settings } from '../../cli/sandbox/admin';
import { bilingual } from '../language';
import type { SettingGroup } from '../sandbox/setting-fields';

type Labels = Readonly<Record<keyof Settings, string>>;
type Hints = Readonly<Partial<Labels>>;
type Groups = Readonly<Record<SettingGroup, string>>;

const FIELDS_EN: Labels = {
  userDailyCount: 'Packets for one recipient a day',
  userDailyFen: 'Yuan for one recipient a day',
  merchantDailyFen: 'Yuan of the merchant a day',
  ratePerSecond: 'Sends of the merchant a second',
  minFen: 'Least, yuan',
  maxFen: 'Most, yuan',
  sceneMinFen: 'Least with a scene, yuan',
  sceneMaxFen: 'Most with a scene, yuan',
  riskOpenids: 'Recipients whom risk control blocks',
  sceneOpen: 'Scenes are allowed',
  groupOpen: 'Fission packets are allowed',
  sendingMs: 'From paid to delivered, minutes',
  queryLagMs: 'New orders are unseen for, minutes',
  untakenMs: 'From paid to the return, hours',
  refundingMs: 'The return takes, minutes',
  parkedLifeMs: 'Life of a parked order, hours',
  answerStyle: 'Format of responses',
  notFoundStyle: 'Query of an unknown order',
  replay: 'Resend of a paid order',
  amountMismatch: 'Known number, another amount',
  hblist: 'A query lists the recipients',
  takerStatus: 'Each recipient in the list has a status',
  signAnswers: 'Responses are signed',
};

const FIELDS_ZH: Labels = {
  userDailyCount: '每人每天的红包个数',
  userDailyFen: '每人每天的金额（元）',
  merchantDailyFen: '商户每天的金额（元）',
  ratePerSecond: '商户每秒的发送次数',
  minFen: '最低金额（元）',
  maxFen: '最高金额（元）',
  sceneMinFen: '有场景时的最低金额（元）',
  sceneMaxFen: '有场景时的最高金额（元）',
  riskOpenids: '被风控拦截的收款人',
  sceneOpen: '允许使用场景',
  groupOpen: '允许发送裂变红包',
  sendingMs: '从支付到送达（分钟）',
  queryLagMs: '查询不到新订单的时间（分钟）',
  untakenMs: '从支付到退回（小时）',
  refundingMs: '退回所需的时间（分钟）',
  parkedLifeMs: '暂缓的订单保留的时间（小时）',
  answerStyle: '响应的格式',
  notFoundStyle: '查询不存在的订单',
  replay: '重发已支付的订单',
  amountMismatch: '订单号相同而金额不同',
  hblist: '查询结果列出收款人',
  takerStatus: '列表中的每个收款人带有状态',
  signAnswers: '响应带有签名',
};

const HINTS_EN: Hints = {
  riskOpenids: 'One openid on a line: NO_AUTH',
  ratePerSecond: 'Of real time; blank for no limit. WeChat’s own is 30',
  parkedLifeMs: '24 according to WeChat’s staff, 72 by other reports',
};

const HINTS_ZH: Hints = {
  riskOpenids: '每行一个 openid：返回 NO_AUTH',
  ratePerSecond: '按真实时间计；留空则不限。微信的上限为 30',
  parkedLifeMs: '微信工作人员称为 24，另有报告为 72',
};

const GROUPS_EN: Groups = {
  limits: 'Limits of a day and a second',
  amounts: 'Amount of one packet; of a fission packet, its average',
  refused: 'What is refused',
  times: 'How long things take, in sandbox time',
  answers: 'How WeChat answers, where sources disagree',
};

const GROUPS_ZH: Groups = {
  limits: '每天和每秒的限额',
  amounts: '单个红包的金额（裂变红包按平均计）',
  refused: '拒绝哪些请求',
  times: '各阶段的时间（沙箱时间）',
  answers: '微信如何应答（各种资料说法不一）',
};

/** The sandbox's settings. Choices are named by setting and value; one that is missing here has no other name. */
export const SETTINGS = bilingual(
  {
    title: 'Settings of the sandbox',
    what: 'What is changed here applies from the next order or state on. It stays until it is changed again, and is recorded as a step of the scenario.',
    groups: GROUPS_EN,
    fields: FIELDS_EN,
    hints: HINTS_EN,
    noLimit: 'Blank for no limit',
    choices: {
      'answerStyle.live': 'live: as the service answers',
      'answerStyle.documented': 'documented: as WeChat’s pages show',
      'notFoundStyle.live': 'live: NOT_FOUND',
      'notFoundStyle.documented': 'documented: FAIL and SYSTEMERROR',
      'hblist.always': 'always',
      'hblist.group': 'for fission packets only',
      'hblist.never': 'never',
    },
    save: 'Save',
    restore: 'Restore the defaults',
    restoreWhat: 'Sets everything on this page as in a new sandbox. Orders and balance stay.',
    done: {
      none: 'Nothing was changed.',
      changed: (count: number) =>
        `${count} ${count === 1 ? 'setting is' : 'settings are'} changed, from the next order on.`,
      restored: 'The settings are those of a new sandbox.',
    },
  },
  {
    title: '沙箱设置',
    what: '改动从下一个订单或下一个状态起生效，一直保留到再次改动，并作为一步记录在情景中。',
    groups: GROUPS_ZH,
    fields: FIELDS_ZH,
    hints: HINTS_ZH,
    noLimit: '留空则不限',
    choices: {
      'answerStyle.live': 'live：与线上服务相同',
      'answerStyle.documented': 'documented：与微信文档相同',
      'notFoundStyle.live': 'live：NOT_FOUND',
      'notFoundStyle.documented': 'documented：FAIL 和 SYSTEMERROR',
      'hblist.always': '总是',
      'hblist.group': '仅限裂变红包',
      'hblist.never': '从不',
    },
    save: '保存',
    restore: '恢复默认设置',
    restoreWhat: '把本页所有内容恢复为新沙箱的设置。订单和余额保持不变。',
    done: {
      none: '没有改动。',
      changed: (count: number) => `已改动 ${count} 项设置，从下一个订单起生效。`,
      restored: '已恢复为新沙箱的设置。',
    },
  },
);
