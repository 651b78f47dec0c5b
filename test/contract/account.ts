import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount, type DemoAccount } from '../../scripts/local/account/demo-account';
import { readFileIfAny, writeFileAtomically } from '../../scripts/local/files';
import { ROOT } from '../kit/process';

/** The code that makes an account. One that was made by other versions of it is not used. */
const SOURCES = ['demo-account.ts', 'certificates.ts'];

/**
 * Puts an account into the folder of a stack, before the stack starts. All suites share it, and the first makes it, since
 * three RSA keys cost much of a start. `test/local` has the tests of a stack that makes its own account.
 */
export async function giveAccount(dir: string): Promise<DemoAccount> {
  const sources = SOURCES.map((name) => readFile(join(ROOT, 'scripts/local/account', name), 'utf8'));
  const version = createHash('sha256')
    .update((await Promise.all(sources)).join())
    .digest('hex');
  const file = join(ROOT, '.build', `test-account-${version.slice(0, 12)}.json`);
  let text = await readFileIfAny(file);
  if (text === null) {
    text = JSON.stringify(await createAccount());
    await writeFileAtomically(file, text);
  }
  await writeFileAtomically(join(dir, 'account.json'), text);
  return JSON.parse(text) as DemoAccount;
}
