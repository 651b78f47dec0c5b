import type { Parts } from './parts';

/** The text of docs/cost.zh-CN.md. */
export function pageZh(parts: Parts): string {
  return `# 费用

[English](cost.md)

一百万个红包在 AWS 上要花多少钱，逐项列出。微信的手续费和红包金额本身不在其内。本页由 \`npm run cost\` 生成：用量在本地环境**实测**，内存
和名额时间取自 \`serverless.yml\`，价格取自 [cost.json](cost.json)：**${parts.region}** 区域的按需价格，单位美元，${parts.date}，不计免费额度。
**价格只是假设**：请对照 AWS 在您所在区域的价目表（新加坡和中国区的多数项目更贵），修改该文件，再执行
\`npm run cost -- --page\`。有一项测试会重新测量用量，并计算本页的每个数字；任何一处不符就会失败。

## 一百万个红包

每个红包发送一次、当场支付成功；百分之一结果未知，由恢复任务完成；全部跟进。

${parts.million}

- **DynamoDB 占第一位，名额时间占第二位。**为了控制速度，一次发送会占用名额一秒（\`send-slot-ms\`），Lambda 按内存对等待时间计费：256 MB
  为 ${parts.sendAt256}，512 MB 为 ${parts.sendAt512}。见下文“内存”。
- **跟进**占其中 ${parts.followUp}，包括结果写入时索引 \`by_due\` 多出的一次写入。设置 \`follow-up: 'false'\` 可以省下这笔费用，但就无从得知哪些被领取、
  哪些已退回。
- **更贵的红包**：结果未知时，每多一次查询或重发，费用与一条被恢复的记录相当。对已支付红包的重试是一次请求，用量见下表。
- 每次发送都计入 Lambda 的 START、END、REPORT 三行，每行日志都计入 CloudWatch 附加的 26 字节。日志按保留期（\`log-retention-days\`）
  删除。

## 每月固定费用（不论是否发送）

${parts.monthly}

指标只按有数据的小时计费。发送和恢复任务的日志带有 ${parts.metricSeries} 个指标；每个故障代码、拒绝或结果的代码，在出现的那几个小时里再增加一到两个。
EventBridge 的定时规则和保存的查询免费。告警邮件每月前 1,000 封免费。

## 部分部署才有的费用

${parts.optional}

NAT 网关每个可用区需要一个：两个可用区，每月的两项费用加倍。DynamoDB 的网关端点免费，可以让数据表的流量不经过 NAT 网关。没有设置每日预算时，
该项为 0；设置之后，每次写入记录还要多一个读取单位。

## 用 Step Functions 运行的活动

如果用 Distributed Map，让每个红包在各自的 **Express** 执行中发送（不使用批处理），则在一百万个红包的费用之外另加：

${parts.campaign}

Express 执行按次数、时长和内存（以 64 MB 为一档）计费；时长与发送相同，包括名额时间。父执行是一次 Standard 执行，费用以美分计。如果子执行用
Standard，每次至少三个状态转换，每百万次 75 美元起。

## 实测用量

${parts.measured}

跟进之后，一条已支付的记录为 ${parts.recordBytes.toLocaleString('en-US')} 字节，它在三个索引中的条目共 ${parts.entryBytes} 字节。DynamoDB 的本地替身 dynalite 只报告表的用量；索引按
DynamoDB 的规则，由每次写入前后的数据计算：条目出现或消失各计一次写入，键改变计两次，没有变化不计。

没有 AWS 就无法测量、只能假设的数值：

${parts.assumptions}

${parts.prices}

## 内存

\`npm run bench:memory\` 在堆内存受限的进程中运行每个函数的打包文件，限制方式与 Lambda 相同（老对象占内存的 90 %，新对象占 5 %）。Lambda 分配的
vCPU 份额为 内存/1,769：256 MB 是 0.14，512 MB 是 0.29，CPU 时间相应变长；等待微信或 DynamoDB 的时间则与内存无关。下列数字来自共享双核机器上的
一次运行，误差约为三分之一。

${parts.sizes}

| 函数 | MB | 原因 |
|---|---:|---|
| \`sendRedPack\` | 256 | 1,000 次发送期间 RSS 不到一半；一次后续发送的 CPU 只占它本来就要等待的名额时间的百分之几；价格减半 |
| \`getRedPackStatus\` | 256 | 主要在等待微信；RSS 为三分之一 |
| \`getSentRedPack\` | 256 | 一次读取；RSS 为三分之一 |
| \`getSentRedPackList\` | 512 | 一页 1,000 条记录主要消耗 CPU：用 256 MB 需要两倍时间，价格相同 |
| \`recoverRedPacks\` | 512 | 每秒查询 20 次：每次约 15 ms CPU，合计 0.3 个 vCPU，正好是 512 MB。用 256 MB，一次任务只能完成一半 |

\`recoverRedPacks\` 的首次调用就是处理 150 条记录的那次任务。新环境的首次调用还要加载打包文件（约 50 ms CPU），此时 Lambda 提供整个 vCPU。\`sendRedPack\` 的一个环境会从活动的第一秒用到最后一秒，所以
首次调用只有几十次。
`;
}
