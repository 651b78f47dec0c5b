import { CommandError, messageOf } from './errors';

/** A throttled call of recoverRedPacks, which has no reservation of its own, most likely meets a pause. */
export function withPauseHint(error: unknown): CommandError {
  const cause = error instanceof Error ? error.cause : undefined;
  const isThrottled = cause instanceof Error && cause.name === 'TooManyRequestsException';
  const hint = isThrottled ? ' Is sending paused? ./red-pack unpause ends it.' : '';
  return new CommandError(messageOf(error) + hint, { cause: error });
}
