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
  iam: 'PassRole',
  kms: 'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo',
  lambda:
    'DeleteFunctionConcurrency GetAccountSettings GetFunction GetFunctionConcurrency GetFunctionConfiguration ' +
    'GetFunctionEventInvokeConfig InvokeFunction ListFunctions ListTags PutFunctionConcurrency TagResource UntagResource',
  logs:
    'CreateLogDelivery CreateLogGroup CreateLogStream DeleteLogDelivery DescribeLogGroups DescribeLogStreams ' +
    'DescribeResourcePolicies FilterLogEvents GetLogDelivery GetLogEvents GetQueryResults ListLogDeliveries ' +
    'PutLogEvents PutResourcePolicy StartQuery StopQuery TagResource UpdateLogDelivery',
  s3: 'AbortMultipartUpload DeleteObject DeleteObjectVersion GetObject ListBucket ListMultipartUploadParts PutObject',
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
  'cloudwatch:GetMetricData',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'lambda:GetAccountSettings',
  // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'secretsmanager:ListSecrets',
]);
