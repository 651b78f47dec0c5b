import { accountNames } from '../../cli/certificate/list';
import type { ConsoleState } from '../state';
import type { PlanFields } from './plan-fields';

/** What a new form has filled in: on the local stack the appid, where its accounts have only one. */
export async function knownFields({ stack }: ConsoleState): Promise<PlanFields> {
  if (!stack.isLocal) return {};
  // The form also works without: what cannot be looked up is left to the person.
  const accounts = await accountNames(stack).catch(() => []);
  const [appid, ...others] = new Set(accounts.map((each) => each.appid));
  return appid === undefined || others.length > 0 ? {} : { 'official-account': appid };
}
