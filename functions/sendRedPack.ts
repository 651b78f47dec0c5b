import { randomUUID } from 'node:crypto';
import { once } from '../shared/api/once';
import { parseIdempotencyKey, parseSendParams } from '../shared/api/send-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { idempotencyKey } from '../shared/payment/idempotency-key';
import { awsClients, awsDeps } from '../shared/payment/run/aws-deps';
import { sendSlot } from '../shared/payment/run/slot';
import { sendRedPack } from '../shared/payment/send';

const clients = awsClients();
const config = once(() => readConfig());
const deps = once(() => awsDeps(config(), clients));

export const handler = serve(async ({ params, eventId, requestId, deadline, log }) => {
  const checked = parseSendParams(params);
  const key = idempotencyKey(parseIdempotencyKey(params), eventId, requestId, randomUUID);
  const slot = sendSlot(deps()(log), config().sendSlotMs);
  try {
    return await sendRedPack(slot.deps, config(), { params: checked, key, deadline });
  } finally {
    await slot.hold(deadline);
  }
});
