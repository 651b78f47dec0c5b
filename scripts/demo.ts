import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll, endIfFails, type Started } from './local/started';

async function main(): Promise<void> {
  console.log('Demo: builds the functions, starts a local stack, and sends red packets in its sandbox.');
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Imported late: loading them takes seconds, and the first line should be on screen before.
  const { buildIfStale } = await import('./build');
  await buildIfStale();
  const [{ startLocalStack }, { story }] = await Promise.all([
    import('./local/stack'),
    import('./demo/story'),
  ]);
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-demo-'));
  const started: Started = [() => rm(dir, { recursive: true, force: true })];
  await endIfFails(started, async () => {
    const stack = await startLocalStack({ dir });
    started.push(() => stack.close());
    console.log('Started DynamoDB, Secrets Manager, Lambda and a WeChat Pay sandbox on this machine.');
    Object.assign(process.env, stack.env);
    await story(stack.env.WECHAT_PAY_SANDBOX_ADMIN ?? '', stack.account);
  });
  await endAll(started);
  console.log('\nEverything is shut down. Next: npm run local, then README.md, "Try it".');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
