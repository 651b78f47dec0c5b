/** An argument is missing or wrong: exit code 2, and the message is followed by the usage line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do its work, for a reason that the message fully explains: exit code 1, without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
