/**
 * Runs the real handler with its standard output turned to standard error, so that what `serverless invoke
 * local` prints is the answer alone and can be piped.
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
  // Loading too: a logger takes hold of the standard output when it is made.
  // Without -p and -d serverless hands over an empty text, where Lambda has no event.
  onStandardError(() => load(process.env[REAL_HANDLER])(event === '' ? undefined : event, context));
