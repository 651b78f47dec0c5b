import { randomUUID } from 'node:crypto';

/** An event of a custom bus, as a rule of EventBridge hands it to a function. */
export function eventBridgeEvent(detail: object): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'OrderPaid',
    source: 'shop.orders',
    account: '111122223333',
    time: '2026-01-01T00:00:00Z',
    region: 'ap-southeast-1',
    resources: [],
    detail,
  };
}
