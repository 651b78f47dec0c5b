export type Language = 'en' | 'zh';

type Words = Readonly<Record<Language, string>>;

/** What each line of a bill is. */
export const LINES: Readonly<Record<string, Words>> = {
  requests: { en: 'Lambda: requests', zh: 'Lambda：请求' },
  sendDuration: {
    en: 'Lambda: GB-seconds of `sendRedPack`, mostly its slot',
    zh: 'Lambda：`sendRedPack` 的 GB-秒，大部分是名额时间',
  },
  sendWrites: {
    en: 'DynamoDB: claim and outcome (table + indexes)',
    zh: 'DynamoDB：写入记录和结果（表 + 索引）',
  },
  sendLogs: { en: 'CloudWatch Logs: lines of the sends', zh: 'CloudWatch Logs：发送的日志' },
  followWrites: { en: 'Follow-up: writes (table + indexes)', zh: '跟进：写入（表 + 索引）' },
  followReads: { en: 'Follow-up: reads', zh: '跟进：读取' },
  followDuration: { en: 'Follow-up: GB-seconds, 20 queries a second', zh: '跟进：GB-秒，每秒 20 次查询' },
  followLogs: { en: 'Follow-up: log lines', zh: '跟进：日志' },
  recoverWrites: { en: 'Recovery of 1 %: writes (table + indexes)', zh: '恢复 1 %：写入（表 + 索引）' },
  recoverReads: { en: 'Recovery of 1 %: reads', zh: '恢复 1 %：读取' },
  recoverDuration: { en: 'Recovery of 1 %: GB-seconds', zh: '恢复 1 %：GB-秒' },
  recoverLogs: { en: 'Recovery of 1 %: log lines', zh: '恢复 1 %：日志' },
  logStorage: {
    en: 'CloudWatch Logs: storage, compressed, for the months of `log-retention-days`',
    zh: 'CloudWatch Logs：按 `log-retention-days` 的月数压缩存储',
  },
  secretCalls: {
    en: 'Secrets Manager: each execution environment reads the secret every 5 minutes',
    zh: 'Secrets Manager：每个执行环境每 5 分钟读取一次 Secret',
  },
  dataOut: { en: 'Data out: a send and a query at WeChat Pay', zh: '出站流量：一次发送和一次查询' },
  alarms: { en: 'Alarms', zh: '告警' },
  metrics: {
    en: 'Metrics of sends and passes, if every one is active all month',
    zh: '发送和恢复任务的指标（按整月都有数据计）',
  },
  dashboard: { en: 'Dashboard (three are free)', zh: '仪表盘（前三个免费）' },
  secret: { en: 'Secret of an account', zh: '每个账号的 Secret' },
  passDuration: { en: 'Recovery passes that find nothing: GB-seconds', zh: '没有待办的恢复任务：GB-秒' },
  passWrites: { en: 'Recovery passes: lease of the pass', zh: '恢复任务：任务租约的写入' },
  passReads: { en: 'Recovery passes: reads', zh: '恢复任务：读取' },
  passLogs: { en: 'Recovery passes: log lines', zh: '恢复任务：日志' },
  passSecrets: {
    en: 'Each account of `watched-accounts`: its secret in each pass',
    zh: '`watched-accounts` 中的每个账号：每次任务读取 Secret',
  },
  storage: { en: 'Records kept, a month: table and indexes', zh: '保存记录，每月：表和索引' },
  pitr: { en: 'Records kept, a month: point-in-time recovery', zh: '保存记录，每月：时间点恢复' },
  budget: { en: 'A daily budget: writes', zh: '每日预算：写入' },
  eventBridge: {
    en: 'Sends that come as EventBridge events of your own bus',
    zh: '通过自有 EventBridge 总线触发的发送',
  },
  sqs: {
    en: 'SQS, if one send in a thousand is lost: put, receive, delete',
    zh: 'SQS，按千分之一的发送失败计：写入、接收、删除',
  },
  kmsKey: {
    en: '`kms-key-arn`: the key, a month; its calls are cents',
    zh: '`kms-key-arn`：密钥，每月；调用费用以美分计',
  },
  nat: {
    en: 'Fixed address: NAT gateway, a month, for each zone',
    zh: '固定出口地址：NAT 网关，每月，每个可用区',
  },
  ipv4: {
    en: 'Fixed address: public IPv4 address, a month, for each zone',
    zh: '固定出口地址：公网 IPv4 地址，每月，每个可用区',
  },
  natData: {
    en: 'Fixed address: WeChat traffic of a million packets, both ways',
    zh: '固定出口地址：一百万个红包的微信流量，双向',
  },
  expressRequests: { en: 'Express executions', zh: 'Express 执行次数' },
  expressDuration: { en: 'Express executions: duration', zh: 'Express 执行时长' },
};

/** What was measured, by the key of docs/cost.json. */
export const MEASURED: Readonly<Record<string, Words>> = {
  send: { en: 'a send, paid at once', zh: '一次发送，当场支付成功' },
  sendOnly: { en: 'the same with `follow-up: false`', zh: '同上，`follow-up: false`' },
  repeat: {
    en: 'a repeat of a paid packet, answered from the record',
    zh: '对已支付红包的重试，由记录直接应答',
  },
  budget: { en: 'what a daily budget adds', zh: '每日预算增加的部分' },
  pass: { en: 'a recovery pass that finds nothing', zh: '没有待办的一次恢复任务' },
  recovered: { en: 'an open record that a pass completes', zh: '恢复任务完成的一条结果未知的记录' },
  followed: { en: 'a paid packet that a pass asks about', zh: '恢复任务跟进的一个已支付红包' },
};
