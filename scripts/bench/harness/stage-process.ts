/** The far side of the benchmarks in a process of its own, so that it does not count as the sender's. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoAccount } from '../../local/account/demo-account';
import { startLocalStack } from '../../local/stack';
import { startDelay } from './delay';
import type { StageAddresses } from './stage';

const ROUND_TRIP_MS = 100;

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-bench-'));
  const stack = await startLocalStack({ dir });
  const delay = await startDelay(stack.env.WECHAT_PAY_HOSTS ?? '', ROUND_TRIP_MS);
  const account = JSON.parse(await readFile(join(dir, 'account.json'), 'utf8')) as DemoAccount;
  const pemFiles = { certificate: join(dir, 'merchant.pem'), privateKey: join(dir, 'merchant-key.pem') };
  await writeFile(pemFiles.certificate, account.merchant.certificate);
  await writeFile(pemFiles.privateKey, account.merchant.privateKey, { mode: 0o600 });
  process.once('disconnect', () => {
    delay.close();
    void stack
      .close()
      .then(() => rm(dir, { recursive: true, force: true }))
      .then(() => process.exit(0));
  });
  process.on('message', () => process.send?.(process.cpuUsage()));
  const addresses: StageAddresses = { env: stack.env, account, pemFiles, farHost: delay.host };
  process.send?.(addresses);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
