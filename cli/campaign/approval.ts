import type { Manifest } from '../../shared/campaign/manifest';
import type { Stack } from '../stack';
import { onAws } from './on-aws';

/**
 * Refuses a plan that needs an approval and has none by another identity than its planner's. The stack decides whether
 * one is needed (param `campaign-approval`), and so may the manifest. It guards against mistakes: who may invoke
 * sendRedPack can pay without any plan.
 *
 * The local stack moves no money and keeps no approvals: there, nothing is required.
 * @throws CommandError that says what to do; also if the stack cannot be read
 */
export async function requireApproval(manifest: Manifest, stack: Stack): Promise<void> {
  if (!stack.isLocal) await onAws().requireApproval(manifest, stack);
}
