import { bilingual } from '../language';

/** What to do after an error, by its kind. */
export const ERRORS = bilingual(
  {
    input: 'Nothing was done. Correct it and try again.',
    client: 'The function refused the call, so nothing was done. Correct what it names and try again.',
    unreachable:
      'The stack did not answer. Is it still running, and are the credentials valid? Then try again.',
    denied: 'These AWS credentials lack the right that is named above. Ask for it, or use another profile.',
    other: 'Read the message above; the terminal in which the console runs may say more.',
    back: 'Try again',
  },
  {
    input: '没有执行任何操作。请更正后重试。',
    client: '函数拒绝了这次调用，没有执行任何操作。请按提示更正后重试。',
    unreachable: '服务没有响应。请确认它仍在运行、凭证仍然有效，然后重试。',
    denied: '当前 AWS 凭证缺少上面提到的权限。请申请该权限，或改用其他配置。',
    other: '请查看上面的信息；运行控制台的终端里可能有更多内容。',
    back: '重试',
  },
);
