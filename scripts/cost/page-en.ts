import type { Parts } from './parts';

/** The text of docs/cost.md. */
export function pageEn(parts: Parts): string {
  return `# Cost

[中文](cost.zh-CN.md)

What a million red packets cost on AWS, line by line. WeChat's own fees and the red packets themselves are not here.
\`npm run cost\` writes this page: units are **measured** on the local stack, memory and slot are those of
\`serverless.yml\`, and prices are those of [cost.json](cost.json), US dollars on demand in **${parts.region}**, ${parts.date},
without a free tier. **Prices are an assumption**: compare them with AWS's price list for your region (Singapore and
China are dearer in most lines), change the file, and run \`npm run cost -- --page\`. A test measures the units again and
computes every figure of this page; it fails when one differs.

## One million packets

Each is sent once and paid at once, one in a hundred is left open and completed by recovery, all are followed up.

${parts.million}

- **DynamoDB comes first, the slot second.** A send holds its slot of a second (\`send-slot-ms\`) for the pace, and Lambda
  bills the wait by memory: ${parts.sendAt256} at 256 MB, ${parts.sendAt512} at 512 MB. See "Memory" below.
- **Follow-up** is ${parts.followUp} of it, with the further write to the index \`by_due\` that an outcome then makes.
  \`follow-up: 'false'\` saves it; then nobody knows what was received and what came back.
- **Dearer packets**: each further query or send in doubt costs as a recovered record does. A repeat of a paid packet is a
  request and what the table below says.
- Lambda's lines START, END and REPORT are counted with each send, and CloudWatch's 26 bytes with each line. They leave with
  the log retention (\`log-retention-days\`).

## Each month, with or without packets

${parts.monthly}

A metric is billed for the hours in which it has data. The functions' lines of sends and passes carry ${parts.metricSeries};
each code of a fault, of a rejection or of an outcome adds one or two in the hours in which it occurs. EventBridge's
schedule is free, and so are saved queries. Mails of alarms are free up to 1,000 a month.

## What only some stacks have

${parts.optional}

A NAT gateway is needed once per zone: two zones double its two lines of a month. A gateway endpoint for DynamoDB is free
and keeps the table's traffic away from it. Without a daily budget its line is 0; with one, each claim also reads one unit.

## A campaign as a Step Functions workflow

On top of the million packets, if a Distributed Map sends each packet in an **Express** execution of its own, without
batching:

${parts.campaign}

An Express execution is billed as one request and by duration and memory, in steps of 64 MB; it lasts as long as the send,
the slot included. The parent is one Standard execution, cents. Standard executions for the children would be three
transitions or more each, $75 a million and up.

## What was measured

${parts.measured}

A paid record has ${parts.recordBytes.toLocaleString('en-US')} bytes after its follow-up, and its entries in the three indexes ${parts.entryBytes}. dynalite,
the local stand-in for DynamoDB, reports the consumed capacity of a table; the indexes are counted by DynamoDB's rule from the item before
and after each write: an entry that comes or goes is one write, a changed key two, an unchanged entry none.

Not measurable without AWS, and so assumed:

${parts.assumptions}

${parts.prices}

## Memory

\`npm run bench:memory\` runs each function's bundle in a process whose heap is limited as Lambda limits it (90 % of the
memory for old objects, 5 % for new ones). Lambda gives memory/1,769 of a vCPU: 256 MB are 0.14, 512 MB are 0.29, and CPU
time takes as much longer. A wait for WeChat or DynamoDB takes as long with either. The figures are of one run on a shared
two-core machine; expect a third more or less.

${parts.sizes}

| function | MB | why |
|---|---:|---|
| \`sendRedPack\` | 256 | RSS stays below half of it over 1,000 sends; a warm send's CPU is a few hundredths of the slot it waits for anyway; half the price |
| \`getRedPackStatus\` | 256 | mostly waits for WeChat; RSS is a third |
| \`getSentRedPack\` | 256 | one read; RSS is a third |
| \`getSentRedPackList\` | 512 | a page of 1,000 records is CPU: with 256 MB it takes twice as long, for the same price |
| \`recoverRedPacks\` | 512 | asks 20 times a second: at about 15 ms of CPU each that takes 0.3 of a vCPU, which is 512 MB. With 256 MB a pass would complete half as many |

The first call of \`recoverRedPacks\` is the pass over 150 records. The first call of a new environment also loads the bundle (about 50 ms of CPU); for that Lambda gives a whole vCPU. An
environment of \`sendRedPack\` serves a campaign from its first second to its last, so first calls are a few dozen.
`;
}
