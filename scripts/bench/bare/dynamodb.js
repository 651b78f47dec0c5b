/** What getSentRedPack and getSentRedPackList need of AWS, and nothing else. */
export { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
