/** Where AWS clients connect. Without the fields, the SDK finds region and credentials by itself. */
export interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A service that has an endpoint of its own, on the local stack as in `AWS_ENDPOINT_URL_<SERVICE>`. */
export type Service =
  | 'CLOUDWATCH'
  | 'DYNAMODB'
  | 'LAMBDA'
  | 'SECRETS_MANAGER'
  | 'SQS'
  // Only on AWS: the local stack has none of these.
  | 'S3'
  | 'SFN'
  | 'SCHEDULER'
  | 'CLOUDFORMATION'
  | 'STS';

/** What differs between a deployed stack and the local one. */
export interface Connection {
  /** `<service>-<stage>`. */
  readonly name: string;
  readonly isLocal: boolean;
  /** For further clients of the AWS SDK. */
  readonly clientConfig: (service: Service) => ClientConfig;
  /**
   * The variables of the deployed functions (`RECORDS_TABLE`, `MINIAPP_ID` …). On AWS it needs
   * `lambda:GetFunctionConfiguration`.
   * @throws CommandError if they cannot be read, for instance because the stack is not deployed
   */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /**
   * The same before the first deploy, or without that right: then what a deploy from this folder would set, and a line
   * on stderr says so. For what does not depend on records, such as `SECRET_PREFIX`.
   */
  readonly settings: () => Promise<Readonly<Record<string, string>>>;
  /** PEM of the authority that only the local WeChat Pay sandbox uses; undefined on AWS. */
  readonly weChatPayCa: string | undefined;
  /** Folder of the functions' log files on the local stack; undefined on AWS. */
  readonly logsDir: string | undefined;
  readonly close: () => Promise<void>;
}
