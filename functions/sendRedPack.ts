import { randomUUID } from 'node:crypto';
import { once } from '../shared/api/once';
import { parseSendParams } from '../shared/api/send-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { awsClients, awsDeps } from '../shared/payment/aws-deps';
import { idempotencyKey } from '../shared/payment/idempotency-key';
import { sendSlot } from '../shared/payment/run/slot';
import { sendRedPack } from '../shared/payment/send';

const clients = awsClients();
const config = once(() => readConfig());
const deps = once(() => awsDeps(config(), clients));

export const handler = serve(async ({ params, eventId, requestId, deadline, log }) => {
  const { idempotency_key, ...payment } = parseSendParams(params);
  const key = idempotencyKey(idempotency_key ?? null, eventId, requestId, randomUUID);
  const slot = sendSlot(deps()(log), config().sendSlotMs);
  try {
    return await sendRedPack(slot.deps, config(), { params: payment, key, deadline });
  } finally {
    await slot.hold(deadline);
  }
});
