import type { Context } from 'aws-lambda';
import { NotAnInvocationError } from '../contract/errors';
import type { Params } from '../contract/fields';

/** What was let through: the params, and the id of the EventBridge event if one carried them. */
export interface Admitted {
  readonly params: Params;
  readonly eventId: string | null;
}

/** Keys that only a web envelope bears: API Gateway, function URLs, ALB, VPC Lattice, WebSocket. */
const HTTP_MARKS = [
  'requestContext',
  'httpMethod',
  'headers',
  'multiValueHeaders',
  'rawPath',
  'raw_path',
  'rawQueryString',
  'queryStringParameters',
  'query_string_parameters',
  'pathParameters',
  'routeKey',
  'isBase64Encoded',
  'is_base64_encoded',
  'body',
  'httpRequest',
];

/** Keys that only another service's envelope bears; no param of ours is called so. */
const SERVICE_MARKS = [
  'Records', // SNS, S3, SQS, SES, Kinesis, DynamoDB streams, CloudFront (Lambda@Edge)
  'records', // Firehose, Kafka
  'eventSource', // Kafka, Amazon MQ, DocumentDB
  'messages', // Amazon MQ (ActiveMQ)
  'rmqMessagesByQueue', // Amazon MQ (RabbitMQ)
  'awslogs', // CloudWatch Logs
  'detail', // EventBridge, when the rest of its envelope is missing
  'detail-type',
  'source', // CloudWatch alarms, pipes of AWS services
  'alarmArn', // CloudWatch alarm action
  'triggerSource', // Cognito user pool triggers
  'userPoolId',
  'identityPoolId', // Cognito sync
  'datasetRecords',
  'methodArn', // API Gateway authorizers
  'routeArn',
  'authorizationToken',
  'identity', // AppSync resolvers
  'arguments',
  'selectionSetList',
  'fieldName',
  'typeName',
  'info',
  'ctx',
  'session', // Alexa
  'request',
  'directive',
  'bot', // Lex V1, V2
  'currentIntent',
  'sessionState',
  'inputTranscript',
  'interpretations',
  'Details', // Connect
  'RequestType', // CloudFormation custom resources
  'ResponseURL',
  'StackId',
  'invokingEvent', // Config rules
  'CodePipeline.job',
  'invocationSchema', // S3 batch operations
  'getObjectContext', // S3 object Lambda
  'xAmzRequestId',
  'invocationId', // Firehose transformation
  'deliveryStreamArn',
  'SecretId', // Secrets Manager rotation
  'ClientRequestToken',
  'placementInfo', // IoT 1-Click
  'deviceEvent',
  'messageVersion', // Bedrock agents
  'actionGroup',
  'DeploymentId', // CodeDeploy hooks
  'LifecycleEventHookExecutionId',
  'MessageConfiguration', // Pinpoint
  'applicationArn', // Kinesis Analytics
  'AutoScalingGroupARN', // Auto Scaling policies
  'AutoScalingGroupName',
  'serialNumber', // IoT buttons
  'clickType',
  'protocolData', // IoT authorizers
  'connectionMetadata',
  'claimCertificateId', // IoT fleet provisioning
  'templateArn',
  'serverId', // Transfer Family identity providers
  'sourceIp',
];

/** All that EventBridge puts at the top of an event: a param beside them would be dropped without a word. */
const EVENTBRIDGE_KEYS = [
  ...['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
  'replay-name',
];

/** AWS's are UUIDs. It becomes the key of an intent, which has at most 128 bytes. */
const EVENT_ID = /^[\x21-\x7E]{1,128}$/;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bears(event: Params, marks: readonly string[]): boolean {
  return marks.some((mark) => Object.hasOwn(event, mark));
}

/** True when the answer must also be readable by an HTTP front: it gets `statusCode`, `headers` and `body` then. */
export function isHttpShaped(event: unknown): boolean {
  return isPlainObject(event) && bears(event, HTTP_MARKS);
}

function isEventBridge(event: Params): event is Params & { id: string; source: string; detail: Params } {
  return (
    typeof event.id === 'string' &&
    EVENT_ID.test(event.id) &&
    typeof event.source === 'string' &&
    !event.source.startsWith('aws.') &&
    typeof event['detail-type'] === 'string' &&
    isPlainObject(event.detail)
  );
}

function refuse(why: string): never {
  throw new NotAnInvocationError(
    `${why}: this function answers only to a function invocation (Lambda Invoke, a schedule with an input, Step Functions).`,
  );
}

function refuseContext(context: Partial<Context> | undefined): void {
  if (!context?.awsRequestId || !context.functionName) refuse('Called outside a Lambda runtime');
  if (context.identity?.cognitoIdentityId || context.identity?.cognitoIdentityPoolId)
    refuse('Called with a Cognito identity');
  if (context.clientContext?.client) refuse('Called by a mobile client');
}

/**
 * Lets through a plain JSON object without a mark of another envelope, or a custom EventBridge event, whose
 * `detail` then holds the params. Looks at keys only and touches nothing outside.
 * @throws NotAnInvocationError (415) for everything else.
 */
export function admit(event: unknown, context: Partial<Context> | undefined): Admitted {
  refuseContext(context);
  if (event === null || event === undefined) return { params: {}, eventId: null };
  if (!isPlainObject(event)) refuse('The event is not a JSON object');
  if (bears(event, HTTP_MARKS)) refuse('The event is an HTTP request');
  if (!isEventBridge(event)) {
    if (bears(event, SERVICE_MARKS)) refuse('The event bears the marks of another service');
    return { params: event, eventId: null };
  }
  const stranger = Object.keys(event).find((key) => !EVENTBRIDGE_KEYS.includes(key));
  if (stranger !== undefined)
    refuse(`The EventBridge event bears "${stranger.slice(0, 32)}" beside its detail`);
  if (bears(event.detail, [...HTTP_MARKS, ...SERVICE_MARKS])) {
    refuse('The detail of the EventBridge event bears the marks of another service');
  }
  return { params: event.detail, eventId: event.id };
}
