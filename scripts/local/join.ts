import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Env, readEnvFile } from './env-file';
import { LockedError, nameOf, readHolder } from './lock';
import { sessionsOf } from './sessions';
import type { LocalStackOptions } from './stack';
import { endAll, endIfFails } from './started';

/** A running stack, started by this process or by another one. */
export interface JoinedStack {
  readonly env: Env;
  /** True if this call started it. */
  readonly own: boolean;
  /** Shuts our own stack down once no other process uses it; closes the session on another's. */
  leave(): Promise<void>;
}

const ROOT = join(__dirname, '../..');
const POLL_MS = 100;

/** Generous: a first start generates keys and may build. */
const READY_LIMIT_MS = 120_000;

/** The variables that the stack's owner has written itself: a killed one leaves its own to the next. */
async function readReady(dir: string): Promise<Env | null> {
  const holder = await readHolder(join(dir, 'lock'));
  return holder === null ? null : await readEnvFile(join(dir, 'env'), nameOf(holder));
}

/** Opens a session on a running stack that is ready; `null` if there is none. */
async function joinRunning(dir: string): Promise<JoinedStack | null> {
  // Open the session before reading `env`: an owner shutting down removes that file first, then waits for sessions.
  const closeSession = await sessionsOf(dir).open();
  const env = await endIfFails([closeSession], () => readReady(dir));
  if (env !== null) return { env, own: false, leave: closeSession };
  await closeSession();
  return null;
}

async function startOwn(options: LocalStackOptions, dir: string): Promise<JoinedStack | null> {
  try {
    // Loaded only here: who joins needs neither DynamoDB nor the sandbox.
    const stack = await (require('./stack') as typeof import('./stack')).startLocalStack(options);
    // From the last to the first: no further process joins, those that have joined leave, the stack ends.
    const leave = () => endAll([() => stack.close(), () => sessionsOf(dir).allClosed(), () => stack.hide()]);
    return { env: stack.env, own: true, leave };
  } catch (error) {
    // Another process was quicker, or a stack is just shutting down: try again.
    if (error instanceof LockedError) return null;
    throw error;
  }
}

/**
 * Joins the stack that runs in the folder, or starts one in this process.
 * @throws Error if a running one does not become ready.
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
