'use strict';

const { fork } = require('node:child_process');
const { join } = require('node:path');

const ROOT = join(__dirname, '../..');
const BUILD = join(ROOT, 'scripts/build.ts');
const STACK = join(ROOT, 'scripts/local/main.ts');

/** Its output goes to standard error, since standard output is reserved for the function's response. */
function start(script, ...args) {
  return fork(script, args, {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}

/** Builds the functions if their sources have changed; false if that failed. */
async function buildStale() {
  return (await exitOf(start(BUILD))) === 0;
}

/**
 * Joins the running local stack, or starts one; `null` if that failed, after an error message. The stack ends with this
 * process even if it is killed, since the child then sees its IPC channel close. `close` resolves when the child has
 * exited.
 */
async function openStack() {
  const child = start(STACK, '--attached');
  const exited = exitOf(child);
  const ready = new Promise((resolve) => child.once('message', resolve));
  const first = await Promise.race([ready, exited]);
  if (typeof first !== 'object' || first === null) return null;
  const close = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  return { env: first.env, close };
}

module.exports = { buildStale, openStack };
