import type { Stack } from '../../stack';
import { type CampaignResources, requireCampaignResources } from './resources';
import { CampaignStore } from './store';

/** A stack with its bucket, state machine and schedules, open for one piece of work. */
export interface CampaignStack {
  readonly stack: Stack;
  readonly resources: CampaignResources;
  readonly store: CampaignStore;
}

/** Works with these resources of a stack, and closes what it has opened. */
export async function withResources<T>(
  stack: Stack,
  resources: CampaignResources,
  work: (on: CampaignStack) => Promise<T>,
): Promise<T> {
  const store = new CampaignStore(stack, resources.bucket);
  try {
    return await work({ stack, resources, store });
  } finally {
    store.close();
  }
}

/** Works with the resources of a stack. @throws CommandError if it has none, and what the work throws */
export async function onCampaignStack<T>(stack: Stack, work: (on: CampaignStack) => Promise<T>): Promise<T> {
  return withResources(stack, await requireCampaignResources(stack), work);
}
