import { relative } from 'node:path';
import { quoteForShell } from './env-file';
import type { LocalStack } from './stack';

/** The output of `npm run local` once it is ready: addresses and next steps. */
export function describeStack({ env, dir, functionNames, account }: LocalStack): string {
  const folder = relative(process.cwd(), dir) || '.';
  const short = functionNames.map((name) => name.slice((env.RED_PACK_FUNCTION_PREFIX ?? '').length));
  const rows = [
    ['DynamoDB', env.AWS_ENDPOINT_URL_DYNAMODB, `table ${env.RECORDS_TABLE}`],
    ['Secrets Manager', env.AWS_ENDPOINT_URL_SECRETS_MANAGER, `secret ${env.SECRET_PREFIX}${account.appid}`],
    ['Lambda', env.AWS_ENDPOINT_URL_LAMBDA, `${env.RED_PACK_FUNCTION_PREFIX}{${short.join(',')}}`],
    ['WeChat Pay', `https://${env.WECHAT_PAY_HOSTS}`, `merchant ${account.mchId}, appid ${account.appid}`],
    ['its admin', env.WECHAT_PAY_SANDBOX_ADMIN, 'balance, orders, faults, the clock'],
  ];
  const table = rows.map(([what, where, note]) => `  ${what?.padEnd(16)} ${where?.padEnd(24)} ${note}\n`);
  return [
    `The local stack is running (process ${process.pid}). Data, logs and keys: ${folder}/\n\n`,
    ...table,
    '\nSend a red packet from another terminal:\n',
    '  npx serverless invoke local -f sendRedPack -p test/events/send-normal.json\n',
    'Set all variables for your own code:\n',
    `  set -a; . ${quoteForShell(`${folder}/env`)}; set +a\n\n`,
    'Ctrl-C ends it; the data is kept.\n',
  ].join('');
}
