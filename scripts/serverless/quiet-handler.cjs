/**
 * Runs the real handler with its standard output redirected to standard error, so that `serverless invoke local` prints
 * only the response, which can then be piped.
 */
'use strict';

const { resolve } = require('node:path');
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

exports.handler = (event, context) =>
  // Loading is redirected too, since a logger may keep a reference to standard output from its creation.
  // Without -p and -d serverless passes an empty string, where Lambda would pass no event.
  onStandardError(() => load(process.env[REAL_HANDLER])(event === '' ? undefined : event, context));
