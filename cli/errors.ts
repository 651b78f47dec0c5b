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

/** What to do about an error of the file system, whose own message only names the call that failed. */
const FILE_ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space, then give the same command again.',
  EDQUOT: 'Your quota of the disk is used up: free some space, then give the same command again.',
  EROFS: 'The folder is on a read-only file system: choose another one, or make it writable.',
  EACCES: 'You may not write there: give the folder to your user, or choose another one.',
};

/** The message of an error that ends a command, with what to do where its own words do not say it. */
export function lastWords(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const advice = typeof code === 'string' ? FILE_ADVICE[code] : undefined;
  return advice === undefined ? messageOf(error) : `${messageOf(error)}. ${advice}`;
}
