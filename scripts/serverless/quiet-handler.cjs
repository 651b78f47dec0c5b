/**
 * Runs the real handler with its standard output redirected to standard error, so that `serverless invoke local` prints
 * only the response, which can then be piped; and with the local stack's clock, which may have been moved.
 */
'use strict';

const { resolve } = require('node:path');
const { installMovedClock } = require('../local/lambda/moved-clock.cjs');
const { REAL_HANDLER } = require('./local-config.cjs');

async function onStandardError(work) {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function load(handler) {
  const dot = handler.lastIndexOf('.');
  return require(resolve(handler.slice(0, dot)))[handler.slice(dot + 1)];
}

/** Milliseconds; the sandbox has the one clock of the stack. */
async function stackAheadMs() {
  const response = await fetch(`${process.env.WECHAT_PAY_SANDBOX_ADMIN}/clock`);
  const { nowMs } = await response.json();
  return nowMs - Date.now();
}

/** Serverless measures the time that is left by `Date`, which is about to be moved. */
function keepTimeLeft(context) {
  const leftMs = context.getRemainingTimeInMillis?.();
  if (leftMs === undefined) return;
  const startedAtMs = performance.now();
  context.getRemainingTimeInMillis = () => Math.max(leftMs - (performance.now() - startedAtMs), 0);
}

async function run(event, context) {
  const aheadMs = await stackAheadMs();
  keepTimeLeft(context);
  installMovedClock().set(aheadMs);
  return load(process.env[REAL_HANDLER])(event, context);
}

exports.handler = (event, context) =>
  // Loading is redirected too, since a logger may keep a reference to standard output from its creation.
  // Without -p and -d serverless passes an empty string, where Lambda would pass no event.
  onStandardError(() => run(event === '' ? undefined : event, context));
