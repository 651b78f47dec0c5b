/** A request that Secrets Manager rejects; the SDK makes `type` its error class. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
  constructor(
    readonly type:
      | 'ResourceNotFoundException'
      | 'ResourceExistsException'
      | 'InvalidParameterException'
      | 'UnknownOperationException'
      | 'SerializationException',
    message: string,
  ) {
    super(message);
  }
}
