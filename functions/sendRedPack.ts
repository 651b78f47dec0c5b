import { randomUUID } from 'node:crypto';
import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readIdempotencyKey, readSendParams } from '../shared/contract/send-params';
import { serve } from '../shared/invocation/serve';
import { awsClients, awsPorts } from '../shared/payout/aws-ports';
import { intentKey } from '../shared/payout/intent';
import { sendRedPack } from '../shared/payout/send';
import { sendSlot } from '../shared/payout/slot';

const clients = awsClients();
const config = once(() => readConfig());
const ports = once(() => awsPorts(config(), clients));

export const handler = serve(async ({ params, eventId, requestId, deadline, log }) => {
  const checked = readSendParams(params);
  const key = intentKey(readIdempotencyKey(params), eventId, requestId, randomUUID);
  const slot = sendSlot(ports()(log), config().sendSlotMs);
  try {
    return await sendRedPack(slot.ports, config(), { params: checked, key, deadline });
  } finally {
    await slot.hold(deadline);
  }
});
