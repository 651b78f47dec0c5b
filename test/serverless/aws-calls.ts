import { FUNCTIONS } from '../../scripts/functions';

/** What a call needs: an action on places, and the policies of those who are meant to make it. None: nobody's. */
export type Need = readonly [action: string, by: Readonly<Record<string, readonly string[]>>];

const SENDING = ['sendRedPack', 'recoverRedPacks'];
const STATUS = ['DescribeExecution', 'RedriveExecution', 'StopExecution', 'ListMapRuns'];
const SCHEDULE = ['CreateSchedule', 'GetSchedule', 'DeleteSchedule'];
const QUEUE = ['GetQueueAttributes', 'ReceiveMessage', 'ChangeMessageVisibility', 'DeleteMessage'];
const PREFLIGHT = 'scripts/preflight/gather';

function each(file: string, service: string, names: readonly string[], policy: string, places: string[]) {
  const rows = names.map(
    (name) => [`${file} ${name}`, [`${service}:${name}`, { [policy]: places }]] as const,
  );
  return Object.fromEntries(rows) satisfies Record<string, Need>;
}

function invokes(policy: string, name: string, ...files: string[]): Record<string, Need> {
  const need = ['lambda:InvokeFunction', { [policy]: [name] }] as const;
  return Object.fromEntries(files.map((file) => [`${file} ${name}`, need]));
}

/** Every call of AWS that a command or the console makes on a stack, `<file> <call>`, and who must be allowed to. */
export const CALLS: Readonly<Record<string, Need>> = {
  ...invokes('SendPolicy', 'sendRedPack', 'cli/campaign/run/send-row.ts', 'cli/redrive/send.ts'),
  ...invokes('SendPolicy', 'sendRedPack', 'console/packets/acts.ts'),
  ...invokes('ReadPolicy', 'getSentRedPack', 'cli/campaign/lookup.ts', 'console/packets/find.ts'),
  ...invokes('ReadPolicy', 'getRedPackStatus', 'cli/campaign/status.ts', 'console/packets/acts.ts'),
  ...invokes('ReadPolicy', 'getSentRedPackList', 'cli/commands/report.ts', 'cli/commands/campaign-find.ts'),
  ...invokes('ReadPolicy', 'getSentRedPackList', 'console/packets/find.ts', 'console/accounts/usage.ts'),
  ...invokes('OperatePolicy', 'recoverRedPacks', 'cli/commands/recover.ts', 'cli/commands/resolve.ts'),
  ...invokes('OperatePolicy', 'recoverRedPacks', 'cli/unfinished/records.ts', 'cli/unfinished/retry.ts'),
  ...invokes('OperatePolicy', 'recoverRedPacks', 'cli/doctor/now.ts'),
  ...invokes('OperatePolicy', 'recoverRedPacks', 'console/packets/acts.ts', 'console/packets/find.ts'),
  // Both only pass on what the rows above ask for.
  'cli/invoke.ts Invoke': ['lambda:InvokeFunction', {}],
  'sdk/invoke.ts Invoke': ['lambda:InvokeFunction', {}],
  'console/overview/from-cloudwatch.ts GetMetricData': ['cloudwatch:GetMetricData', { ReadPolicy: ['*'] }],

  'cli/stack-aws.ts GetFunctionConfiguration': [
    'lambda:GetFunctionConfiguration',
    { OperatePolicy: ['sendRedPack'], CertificatePolicy: ['sendRedPack'] },
  ],
  ...each('cli/doctor/functions.ts', 'lambda', ['GetFunctionConfiguration'], 'OperatePolicy', [...FUNCTIONS]),
  ...each('cli/doctor/gather.ts', 'lambda', ['GetFunctionConcurrency'], 'OperatePolicy', ['sendRedPack']),
  ...each(
    'cli/pause/reservation.ts',
    'lambda',
    ['GetFunction', 'PutFunctionConcurrency', 'DeleteFunctionConcurrency', 'TagResource', 'UntagResource'],
    'OperatePolicy',
    SENDING,
  ),
  ...each('cli/redrive/find-queue.ts', 'lambda', ['GetFunctionEventInvokeConfig'], 'OperatePolicy', [
    'sendRedPack',
  ]),
  ...each('cli/redrive/sqs.ts', 'sqs', QUEUE, 'OperatePolicy', ['LostSendsQueue']),
  ...each(`${PREFLIGHT}/stack.ts`, 'lambda', ['GetAccountSettings'], 'OperatePolicy', ['*']),
  ...each(
    `${PREFLIGHT}/stack.ts`,
    'lambda',
    ['GetFunctionConcurrency', 'GetFunctionConfiguration'],
    'OperatePolicy',
    ['sendRedPack'],
  ),
  ...each(`${PREFLIGHT}/stack.ts`, 'cloudformation', ['DescribeStackResource'], 'OperatePolicy', ['stack']),
  // On the topics of the next two rows.
  [`${PREFLIGHT}/stack.ts GetTopicAttributes`]: ['sns:GetTopicAttributes', {}],
  [`${PREFLIGHT}/stack.ts AlarmTopic`]: ['sns:GetTopicAttributes', { OperatePolicy: ['AlarmTopic'] }],
  [`${PREFLIGHT}/stack.ts PageTopic`]: ['sns:GetTopicAttributes', { OperatePolicy: ['PageTopic'] }],
  ...each(`${PREFLIGHT}/records.ts`, 'dynamodb', ['DescribeTable'], 'OperatePolicy', ['table']),
  // Records are for those who deploy, and for recount: to others doctor says that it did not check `identity`.
  [`${PREFLIGHT}/records.ts Query`]: ['dynamodb:Query', {}],
  [`${PREFLIGHT}/records.ts GetItem`]: ['dynamodb:GetItem', {}],
  [`${PREFLIGHT}/records.ts Scan`]: ['dynamodb:Scan', {}],
  'cli/commands/recount.ts dynamoDBClient': ['dynamodb:Query', {}],

  ...each(
    'cli/certificate/secret.ts',
    'secretsmanager',
    ['CreateSecret', 'PutSecretValue'],
    'CertificatePolicy',
    ['secrets'],
  ),
  ...each('cli/certificate/secret.ts', 'secretsmanager', ['GetSecretValue'], 'CertificatePolicy', [
    'secrets',
  ]),
  ...each('cli/certificate/list.ts', 'secretsmanager', ['ListSecrets'], 'CertificatePolicy', ['*']),
  // Without a merchant's keys an operator still sees whether there is a secret.
  ...each(`${PREFLIGHT}/secrets.ts`, 'secretsmanager', ['ListSecrets'], 'OperatePolicy', ['*']),
  ...each(`${PREFLIGHT}/secrets.ts`, 'secretsmanager', ['GetSecretValue'], 'CertificatePolicy', ['secrets']),

  // `campaign run` needs the outputs as well, on a stack without campaigns too.
  'cli/campaign/aws/resources.ts DescribeStacks': [
    'cloudformation:DescribeStacks',
    { CampaignPolicy: ['stack'], ApprovePolicy: ['stack'], SendPolicy: ['stack'] },
  ],
  // AWS tells everybody who they are.
  'cli/campaign/aws/identity.ts GetCallerIdentity': ['sts:GetCallerIdentity', {}],
  'cli/campaign/aws/store.ts PutObject': [
    's3:PutObject',
    { CampaignPolicy: ['plans', 'manifests'], ApprovePolicy: ['approvals'] },
  ],
  'cli/campaign/aws/store.ts GetObject': [
    's3:GetObject',
    {
      CampaignPolicy: ['manifests', 'approvals', 'results'],
      ApprovePolicy: ['plans', 'manifests', 'approvals'],
    },
  ],
  'cli/campaign/aws/store.ts HeadObject': ['s3:GetObject', { CampaignPolicy: ['plans'] }],
  'cli/campaign/aws/store.ts ListObjectsV2': [
    's3:ListBucket',
    { CampaignPolicy: ['bucket'], ApprovePolicy: ['bucket'] },
  ],
  ...each('cli/campaign/aws/execution.ts', 'states', ['StartExecution'], 'CampaignPolicy', ['machine']),
  ...each('cli/campaign/aws/execution.ts', 'states', STATUS, 'CampaignPolicy', ['executions']),
  ...each('cli/campaign/aws/execution.ts', 'states', ['DescribeMapRun'], 'CampaignPolicy', ['mapRuns']),
  ...each('cli/campaign/aws/schedule.ts', 'scheduler', SCHEDULE, 'CampaignPolicy', ['schedules']),
};

/** What AWS asks for besides the call itself. */
export const IMPLIED: readonly Need[] = [
  // GetFunction shows tags only with it, and its reference does not say what a reservation takes.
  ['lambda:ListTags', { OperatePolicy: SENDING }],
  ['lambda:GetFunctionConcurrency', { OperatePolicy: SENDING }],
  ['iam:PassRole', { CampaignPolicy: ['scheduleRole'] }],
  // To read a queue that the key encrypts; secrets and objects are written as well.
  ['kms:Decrypt', { OperatePolicy: ['key'] }],
  ...['kms:Decrypt', 'kms:GenerateDataKey'].map(
    (action): Need => [
      action,
      { CertificatePolicy: ['key'], CampaignPolicy: ['key'], ApprovePolicy: ['key'] },
    ],
  ),
];
