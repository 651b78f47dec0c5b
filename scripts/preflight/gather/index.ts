import type { Facts, Plan } from '../facts';
import type { Clients } from './clients';
import { gatherTable } from './records';
import { gatherSecrets } from './secrets';
import { gatherStack } from './stack';

export { type Clients, createClients, destroyClients } from './clients';
export { gatherTable } from './records';
export { gatherSecrets } from './secrets';

/**
 * Looks up what the checks need. Changes nothing and never throws: what could not be looked up says so.
 * @param nowMs unix milliseconds, to tell how long certificates last
 */
export async function gatherFacts(plan: Plan, clients: Clients, nowMs: number): Promise<Facts> {
  const [stack, table, secrets] = await Promise.all([
    gatherStack(plan, clients),
    gatherTable(plan, clients),
    gatherSecrets(plan, clients, nowMs),
  ]);
  return { nowMs, ...stack, ...table, ...secrets };
}
