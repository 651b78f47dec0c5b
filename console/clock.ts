import type { Stack } from '../cli/stack';

/** The local stack's time is the sandbox's, which may have been moved; AWS has the time of day. Unix milliseconds. */
export function clockOf(stack: Stack): () => Promise<number> {
  if (!stack.isLocal) return () => Promise.resolve(Date.now());
  return async () => {
    const { WECHAT_PAY_SANDBOX_ADMIN: admin } = await stack.environment();
    const response = await fetch(`${admin}/clock`);
    const { nowMs } = (await response.json()) as { nowMs: number };
    return nowMs;
  };
}
