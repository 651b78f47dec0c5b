import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readIdempotencyKey, readSendParams } from '../shared/contract/send-params';
import { serve } from '../shared/invocation/serve';
import { awsClients, awsPorts } from '../shared/payout/aws-ports';
import { intentKey } from '../shared/payout/intent';
import { sendRedPack } from '../shared/payout/send';

const clients = awsClients();
const config = once(() => readConfig());
const ports = once(() => awsPorts(config(), clients));

export const handler = serve(async ({ params, eventId, requestId, startedAt, deadline, log }) => {
  const checked = readSendParams(params);
  const key = intentKey(readIdempotencyKey(params), eventId, requestId, randomUUID);
  try {
    return await sendRedPack(ports()(log), config(), { params: checked, key, deadline });
  } finally {
    // Reserved concurrency bounds how many run at once; the slot held bounds how many run in a second.
    const held = Math.min(startedAt + config().sendSlotMs, deadline - 500) - Date.now();
    if (held > 0) await setTimeout(held);
  }
});
