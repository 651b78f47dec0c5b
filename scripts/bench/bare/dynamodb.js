/** The AWS client and commands that getSentRedPack and getSentRedPackList use, and nothing else. */
export {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
