/**
 * A local stack as a process of its own, for tests that end it: `node --import tsx stack-process.ts OPTIONS`.
 * Sends its environment once ready, and the pids of its containers whenever it is sent anything.
 */
import { startLocalStack } from '../../scripts/local/stack';

async function main(): Promise<void> {
  const stack = await startLocalStack(JSON.parse(process.argv[2] ?? '{}'));
  process.on('message', () => process.send?.({ pids: stack.lambda.containers().map(({ pid }) => pid) }));
  process.send?.({ env: stack.env });
}

void main();
