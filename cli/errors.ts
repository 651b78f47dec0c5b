/** An argument is missing or wrong: exit code 2, and the message is followed by the usage line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do its work, for a reason that the message fully explains: exit code 1, without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Duck-typed: inside a test runner, Node's own errors are not instances of this realm's Error. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

/** An error of the AWS SDK with its name, which says more than some of its messages. */
export function describeError(error: unknown): string {
  const name = error instanceof Error ? `${error.name}: ` : '';
  return name + messageOf(error);
}
