import type { LostEvent } from './async-events';

/** The record that Lambda sends to an on-failure destination, version 1.0, as JSON text. */
export function lostSendRecord({ job, condition, attempts, payload }: LostEvent, at: Date): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId: job.requestId,
      functionArn: `${job.arn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(job.event),
    ...(payload !== null && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: JSON.parse(payload),
    }),
  });
}
