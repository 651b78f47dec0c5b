import { UsageError } from '../errors';
import { invokeFunction } from '../invoke';
import type { Stack } from '../stack';
import { SandboxAdmin } from './admin';
import type { Stage } from './play';

/** A pass of recovery ends after 590 s. */
const RECOVER_MS = 620_000;

/** The sandbox of a local stack. @throws UsageError for a stack on AWS, which has none */
export async function sandboxOf(stack: Stack): Promise<SandboxAdmin> {
  if (!stack.isLocal) throw new UsageError('A scenario is played on the local stack: leave out --stack.');
  const { WECHAT_PAY_SANDBOX_ADMIN: url = '' } = await stack.environment();
  return SandboxAdmin.connect(url);
}

/** What scenarios act on. @throws UsageError for a stack on AWS */
export async function stageOf(stack: Stack): Promise<Stage> {
  return {
    redPack: stack.redPack,
    admin: await sandboxOf(stack),
    recover: () => invokeFunction(stack, 'recoverRedPacks', { all: true }, RECOVER_MS),
  };
}
