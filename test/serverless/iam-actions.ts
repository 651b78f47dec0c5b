/**
 * Actions of the services that the template's policies name, from AWS's service authorization reference: a misspelt
 * action grants nothing, and neither CloudFormation nor its validator says so. Add what is missing from there.
 */
const NAMES: Readonly<Record<string, string>> = {
  cloudformation:
    'DescribeStackEvents DescribeStackResource DescribeStackResources DescribeStacks GetTemplate ListStackResources',
  cloudwatch:
    'DescribeAlarms GetDashboard GetMetricData GetMetricStatistics ListMetrics PutMetricData SetAlarmState',
  dynamodb:
    'BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem DescribeContinuousBackups DescribeTable GetItem ' +
    'ListTagsOfResource PutItem Query Scan UpdateItem UpdateTable',
  ec2:
    'AssignPrivateIpAddresses CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces ' +
    'DescribeSecurityGroups DescribeSubnets DescribeVpcs UnassignPrivateIpAddresses',
  kms: 'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo',
  lambda:
    'DeleteFunctionConcurrency GetAccountSettings GetFunction GetFunctionConcurrency GetFunctionConfiguration ' +
    'GetFunctionEventInvokeConfig InvokeFunction ListFunctions ListTags PutFunctionConcurrency TagResource UntagResource',
  logs:
    'CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams FilterLogEvents GetLogEvents ' +
    'GetQueryResults PutLogEvents StartQuery StopQuery TagResource',
  scheduler: 'CreateSchedule DeleteSchedule GetSchedule ListSchedules UpdateSchedule',
  secretsmanager:
    'CreateSecret DeleteSecret DescribeSecret GetSecretValue ListSecretVersionIds ListSecrets PutSecretValue ' +
    'TagResource UpdateSecret',
  sns: 'GetTopicAttributes ListSubscriptionsByTopic Publish Subscribe Unsubscribe',
  sqs:
    'ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ListMessageMoveTasks PurgeQueue ' +
    'ReceiveMessage SendMessage StartMessageMoveTask',
  states:
    'DescribeExecution DescribeMapRun GetExecutionHistory ListExecutions ListMapRuns RedriveExecution StartExecution ' +
    'StopExecution',
  sts: 'AssumeRole',
};

export const ACTIONS: ReadonlySet<string> = new Set(
  Object.entries(NAMES).flatMap(([service, names]) => names.split(' ').map((name) => `${service}:${name}`)),
);

/** Those that AWS cannot limit to a resource, or not before the resource exists. */
export const UNSCOPABLE: ReadonlySet<string> = new Set([
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'lambda:GetAccountSettings',
  'secretsmanager:ListSecrets',
]);
