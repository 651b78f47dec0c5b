import { bilingual } from '../language';

/** An error by its kind: a title where its own words are in another language, and what to do. */
export const ERRORS = bilingual(
  {
    titles: {
      input: 'This cannot be done',
      client: 'The function refused the call',
      unreachable: 'The stack did not answer',
      denied: 'A right on AWS is missing',
      other: 'This did not work',
    },
    next: {
      input: 'Nothing was done. Correct it and try again.',
      client: 'The function refused the call, so nothing was done. Correct what it names and try again.',
      unreachable:
        'The stack did not answer. Is it still running, and are the credentials valid? Then try again.',
      denied: 'These AWS credentials lack the right that is named above. Ask for it, or use another profile.',
      other: 'Read the message above, and look at the packet or the campaign before you repeat anything.',
      local:
        'The local stack did not answer. If it was ended, start it again, and then the console, which knows only the stack that it has joined.',
    },
    original: 'What the command said',
    back: 'Try again',
  },
  {
    titles: {
      input: '无法执行这项操作',
      client: '函数拒绝了这次调用',
      unreachable: '服务没有响应',
      denied: '缺少 AWS 权限',
      other: '操作没有成功',
    },
    next: {
      input: '没有执行任何操作。请更正后重试。',
      client: '没有执行任何操作。请按原文的提示更正后重试。',
      unreachable: '请确认服务仍在运行、凭证仍然有效，然后重试。',
      denied: '当前 AWS 凭证缺少原文中提到的权限。请申请该权限，或改用其他配置。',
      other: '请查看下面的原文；重试之前先查看红包或活动的状态。',
      local:
        '本地环境没有响应。如果它已经结束，请先重新启动本地环境，再重新启动控制台：控制台只认识启动时加入的那个环境。',
    },
    original: '原文（英文）',
    back: '重试',
  },
);
