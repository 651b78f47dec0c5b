/** The servers of the benchmarks, in a separate process so that their CPU does not count as the sender's. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoAccount } from '../../local/account/demo-account';
import { startLocalStack } from '../../local/stack';
import { startDelayProxy } from './delay-proxy';
import type { HarnessAddresses } from './harness';

const ROUND_TRIP_MS = 100;

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-bench-'));
  const stack = await startLocalStack({ dir, paced: true });
  const delayProxy = await startDelayProxy(stack.env.WECHAT_PAY_HOSTS ?? '', ROUND_TRIP_MS);
  const account = JSON.parse(await readFile(join(dir, 'account.json'), 'utf8')) as DemoAccount;
  const pemFiles = { certificate: join(dir, 'merchant.pem'), privateKey: join(dir, 'merchant-key.pem') };
  await writeFile(pemFiles.certificate, account.merchant.certificate);
  await writeFile(pemFiles.privateKey, account.merchant.privateKey, { mode: 0o600 });
  process.once('disconnect', () => {
    delayProxy.close();
    void stack
      .close()
      .then(() => rm(dir, { recursive: true, force: true }))
      .then(() => process.exit(0));
  });
  process.on('message', () => process.send?.(process.cpuUsage()));
  // Only what is invoked through Lambda is paced as deployed; the workers of the other rows call a handler directly.
  const env = { ...stack.env, SEND_SLOT_MS: '0' };
  const addresses: HarnessAddresses = { env, account, pemFiles, farHost: delayProxy.host };
  process.send?.(addresses);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
