import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Env, readEnvFile } from './env-file';
import { guestsOf } from './guests';
import { LockedError, readHolder } from './lock';
import { type LocalStackOptions, startLocalStack } from './stack';

/** A stack in use: somebody else's, or one of our own. */
export interface JoinedStack {
  readonly env: Env;
  /** True when it was started for this. */
  readonly own: boolean;
  /** Ends it if it is our own, when nobody else uses it any more; else only signs out. */
  leave(): Promise<void>;
}

const ROOT = join(__dirname, '../..');
const POLL_MS = 100;

/** A first start makes keys and may build; past this something is wrong. */
const READY_LIMIT_MS = 120_000;

/** Signs in at a running stack that is ready; `null` if there is none. */
async function joinRunning(dir: string): Promise<JoinedStack | null> {
  // Signed in before the look at `env`: whoever wants to end the stack takes that away first, then waits for us.
  const signOut = await guestsOf(dir).signIn();
  const env = (await readHolder(join(dir, 'lock'))) === null ? null : await readEnvFile(join(dir, 'env'));
  if (env !== null) return { env, own: false, leave: signOut };
  await signOut();
  return null;
}

async function startOwn(options: LocalStackOptions, dir: string): Promise<JoinedStack | null> {
  try {
    const stack = await startLocalStack(options);
    const leave = async (): Promise<void> => {
      await stack.hide();
      await guestsOf(dir).gone();
      await stack.close();
    };
    return { env: stack.env, own: true, leave };
  } catch (error) {
    // Another was quicker, or one is ending just now: look again.
    if (error instanceof LockedError) return null;
    throw error;
  }
}

/**
 * Uses the stack that runs in the folder, or starts one in this process.
 * @throws Error when a running one does not become ready.
 */
export async function joinLocalStack(options: LocalStackOptions = {}): Promise<JoinedStack> {
  const dir = resolve(ROOT, options.dir ?? '.local');
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    const stack = (await joinRunning(dir)) ?? (await startOwn(options, dir));
    if (stack !== null) return stack;
    await sleep(POLL_MS);
  }
  throw new Error(`The local stack in ${dir} did not become ready within ${READY_LIMIT_MS / 1000} s.`);
}
