/** Keys that only an HTTP envelope has: API Gateway, function URLs, ALB, VPC Lattice, WebSocket. */
export const HTTP_KEYS = [
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
  'body-json', // API Gateway's passthrough mapping template
  'stage-variables',
];

/**
 * Keys that only another service's envelope has; none of them is a param of ours. A custom event with one of them in
 * its detail is rejected, so each key is as specific to its service as the envelope allows.
 */
export const SERVICE_KEYS = [
  'Records', // SNS, S3, SQS, SES, Kinesis, DynamoDB streams, CloudFront (Lambda@Edge)
  'records', // Firehose, Kafka
  'eventSource', // Kafka, Amazon MQ, DocumentDB
  'messages', // Amazon MQ (ActiveMQ)
  'rmqMessagesByQueue', // Amazon MQ (RabbitMQ)
  'events', // DocumentDB, OpenSearch Ingestion
  'awslogs', // CloudWatch Logs
  'detail', // EventBridge, when the rest of its envelope is missing
  'detail-type',
  'source', // CloudWatch alarms, pipes of AWS services
  'alarmArn', // CloudWatch alarm action
  'widgetContext', // CloudWatch custom widgets
  'describe',
  'EventType', // CloudWatch custom data sources, Chime
  'triggerSource', // Cognito user pool triggers
  'userPoolId',
  'identityPoolId', // Cognito sync
  'datasetRecords',
  'methodArn', // API Gateway authorizers
  'routeArn',
  'authorizationToken',
  'identity', // AppSync resolvers, Athena federated queries
  'arguments', // AppSync resolvers, Redshift UDFs
  'selectionSetList',
  'fieldName',
  'typeName',
  'info',
  'ctx',
  'session', // Alexa
  'request', // Alexa, CloudFront Functions
  'directive',
  'header', // Alexa smart home, payload version 2
  'context', // Alexa, Bedrock agent orchestration, API Gateway's passthrough mapping template
  'bot', // Lex V1, V2
  'currentIntent',
  'sessionState',
  'inputTranscript',
  'interpretations',
  'Details', // Connect
  'InvocationEventType', // Chime SIP media applications
  'CallDetails',
  'ChannelMessage', // Chime channel flows
  'RequestType', // CloudFormation custom resources
  'ResponseURL',
  'StackId',
  'transformId', // CloudFormation macros
  'templateParameterValues',
  'hookTypeName', // CloudFormation hooks
  'actionInvocationPoint',
  'requestData', // CloudFormation hooks and resource types
  'invokingEvent', // Config rules
  'InvocationId', // AppConfig extensions
  'ConfigurationProfile',
  'configurationProfileId', // AppConfig validators
  'CodePipeline.job',
  'DeploymentId', // CodeDeploy hooks
  'LifecycleEventHookExecutionId',
  'lifecycleStage', // ECS deployment hooks
  'targetServiceRevisionArn',
  'requestPayload', // Lambda destinations
  'responsePayload',
  'AutoScalingGroupARN', // Auto Scaling policies
  'AutoScalingGroupName',
  'connection-id', // Client VPN connection handlers
  'endpoint-id',
  'common-name',
  'public-ip',
  'client-openvpn-version',
  'schema-version',
  'SecretId', // Secrets Manager rotation
  'ClientRequestToken',
  'invocationSchemaVersion', // S3 batch operations
  'getObjectContext', // S3 object Lambda
  'xAmzRequestId',
  'HostId', // S3, its test event
  'invocationId', // Firehose transformation, S3 batch operations, WorkMail
  'deliveryStreamArn',
  'applicationArn', // Kinesis Analytics
  'serverId', // Transfer Family identity providers
  'sourceIp',
  'serviceMetadata', // Transfer Family workflows
  'fileLocation',
  'summaryVersion', // WorkMail
  'flowDirection',
  'mailboxes',
  'external_function', // Redshift UDFs
  '@type', // Athena federated queries and UDFs
  'labelingJobArn', // SageMaker Ground Truth
  's3ObjectKey', // Kendra and Amazon Q document enrichment
  'messageVersion', // Bedrock agents and flows, Lex
  'actionGroup',
  'knowledgeBaseId', // Bedrock knowledge bases
  'interceptorInputVersion', // Bedrock AgentCore gateways
  'connectorContext', // AppFlow custom connectors
  'connectorRuntimeSettings',
  'MessageConfiguration', // Pinpoint
  'Endpoints',
  'endpoints',
  'placementInfo', // IoT 1-Click
  'deviceEvent',
  'serialNumber', // IoT buttons
  'clickType',
  'protocolData', // IoT authorizers
  'connectionMetadata',
  'claimCertificateId', // IoT fleet provisioning
  'templateArn',
  'thingId', // IoT registry events
  'thingGroupId',
  'thingTypeId',
  'principalIdentifier', // IoT lifecycle events
  'WirelessDeviceId', // IoT LoRaWAN
  'componentName', // IoT TwinMaker
];

/** All top-level fields of an EventBridge event. A param beside them would be ignored silently. */
export const EVENTBRIDGE_KEYS = [
  ...['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
  'replay-name',
];
