/**
 * How every AWS client is bound: the SDK has no request time-out of its own, and one that is set only warns unless
 * it is told to throw. Region, credentials and endpoint come from the environment, as the SDK reads them.
 */
export const AWS_CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;
