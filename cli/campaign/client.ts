import { LambdaClient } from '@aws-sdk/client-lambda';
import { RedPack, type RedPackOptions } from '../../sdk/index';
import type { Stack } from '../stack';

export const IN_FLIGHT = 20;
/** More sends at once than any stack has slots for. */
export const MAX_IN_FLIGHT = 500;

export interface CampaignClient {
  readonly redPack: RedPack;
  close(): void;
}

/**
 * A client for so many calls at once. Sockets are not limited, as the SDK's own 50 would count the wait for one as time
 * to connect; a throttled call waits for as long as it takes, since a campaign does not end sooner by giving up.
 */
export function campaignClient(stack: Stack, inFlight: number, options: RedPackOptions = {}): CampaignClient {
  const agent = { maxSockets: Number.POSITIVE_INFINITY };
  const client = new LambdaClient({
    ...{ maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, httpAgent: agent, httpsAgent: agent } },
    ...stack.clientConfig('LAMBDA'),
  });
  const redPack = new RedPack({
    ...{ client, functionPrefix: stack.functionPrefix, maxInFlight: inFlight },
    ...{ maxWaitMs: Number.POSITIVE_INFINITY, ...options },
  });
  return { redPack, close: () => client.destroy() };
}
