import { bilingual } from '../language';

/** Uploading a plan and approving another person's, on AWS; English beside Chinese. */
export const APPROVAL = bilingual(
  {
    link: 'Approve a plan',
    title: 'Approve another person’s plan',
    what: 'The plan is read from the stack’s bucket, where its planner has uploaded it.',
    local: 'The local stack moves no money and keeps no approvals.',
    campaign: 'Name of the campaign',
    plan: 'First digits of the plan’s hash',
    planHint: 'Only if several plans were uploaded',
    show: 'Show the plan',
    notShown: 'A plan can be approved only after it was shown: open it by its name, then approve it.',
    confirm: (name: string) => `Approve ${name}`,
    lines: (packets: string, yuan: string) => [
      `Approves ${packets}, ${yuan} yuan in all: this very plan, by its hash. A plan with another line needs another approval.`,
      'Reads every line of the uploaded plan first, and compares it with these figures.',
      'Sends nothing.',
    ],
    hash: (sha256: string) => `SHA-256 of the plan: ${sha256}`,
    by: (planner: string, you: string) => [`Uploaded by ${planner}`, `You are ${you}`],
    most: (yuan: string) => `Most for one recipient: ${yuan} yuan.`,
    button: (yuan: string) => `Approve ${yuan} yuan`,
    done: 'Approved',
    doneWhat: (name: string, who: string) => `${name} is approved by ${who}.`,
    before: (name: string) => `${name} was approved already; nothing has changed.`,
    needsApproval: {
      title: (name: string) => `The plan of ${name} needs the approval of another person, and has none`,
      what: 'Nothing was sent. Upload the plan; then that person approves it on a console of their own, under “Approve a plan”.',
      submit: 'Upload for approval',
    },
    ownPlan: {
      title: (name: string) => `You uploaded this plan of ${name} yourself`,
      what: (you: string) =>
        `Nothing was approved. You are ${you}; another person must approve it, on a console of their own, under “Approve a plan”.`,
    },
    submit: {
      link: 'Upload for approval',
      title: (name: string) => `Upload the plan of ${name}`,
      button: 'Upload',
      lines: (packets: string, yuan: string) => [
        `Uploads the plan, ${packets}, ${yuan} yuan, to the stack’s bucket, under a name with its hash that can be written once, with your identity.`,
        'Another person can then approve it. Sends nothing.',
      ],
      done: 'Uploaded',
      doneWhat: 'Another identity approves it on its own console, or with:',
    },
  },
  {
    link: '批准计划',
    title: '批准他人的计划',
    what: '从存储桶读取计划，由制定者事先上传。',
    local: '本地环境不涉及真实资金，也不保存批准记录。',
    campaign: '活动代号',
    plan: '计划哈希值的前几位',
    planHint: '仅在上传过多个计划时需要',
    show: '查看计划',
    notShown: '只能批准已经显示过的计划：请先按活动代号打开，再批准。',
    confirm: (name: string) => `批准 ${name}`,
    lines: (packets: string, yuan: string) => [
      `批准 ${packets}，共 ${yuan} 元：按哈希值只批准这一份计划；哪怕改动一行，也要重新批准。`,
      '首先读取已上传计划的每一行，并与这些数字核对。',
      '不发送红包。',
    ],
    hash: (sha256: string) => `计划的 SHA-256：${sha256}`,
    by: (planner: string, you: string) => [`上传者：${planner}`, `您的身份：${you}`],
    most: (yuan: string) => `单人最多：${yuan} 元。`,
    button: (yuan: string) => `批准 ${yuan} 元`,
    done: '已批准',
    doneWhat: (name: string, who: string) => `${name} 已由 ${who} 批准。`,
    before: (name: string) => `${name} 此前已批准，没有任何改动。`,
    needsApproval: {
      title: (name: string) => `${name} 的计划须由另一个人批准，目前还没有批准`,
      what: '没有发送红包。请先上传计划，再由另一个人在自己的控制台上用“批准计划”批准。',
      submit: '上传待批准',
    },
    ownPlan: {
      title: (name: string) => `${name} 的这份计划由您自己上传`,
      what: (you: string) =>
        `没有批准任何内容。您的身份是 ${you}；须由另一个人在自己的控制台上用“批准计划”批准。`,
    },
    submit: {
      link: '上传待批准',
      title: (name: string) => `上传 ${name} 的计划`,
      button: '上传',
      lines: (packets: string, yuan: string) => [
        `将计划（${packets}，${yuan} 元）上传到存储桶，文件名含哈希值、只能写入一次，并记录您的身份。`,
        '之后可由另一个人批准。不发送红包。',
      ],
      done: '已上传',
      doneWhat: '由另一个身份在自己的控制台批准，或执行：',
    },
  },
);
