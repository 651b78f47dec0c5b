/** Clients that only campaigns on AWS need. Each takes some 100 ms to load. */
export const LATE_CLIENTS: readonly string[] = ['s3', 'sts', 'cloudformation', 'sfn', 'scheduler'].map(
  (name) => `@aws-sdk/client-${name}`,
);
