/** What Secrets Manager refuses; `type` becomes the SDK's error class. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
  constructor(
    readonly type:
      | 'ResourceNotFoundException'
      | 'ResourceExistsException'
      | 'InvalidRequestException'
      | 'InvalidParameterException'
      | 'UnknownOperationException'
      | 'SerializationException',
    message: string,
  ) {
    super(message);
  }
}
