/**
 * One execution environment of the local Lambda: loads a bundle and runs its handler, one event at a time.
 * Plain CommonJS, so that the bundle runs on a bare Node, as on AWS, and starts without a compiler.
 * Events and responses are passed as JSON text, since IPC itself would turn NaN into null.
 */
'use strict';

const { installMovedClock } = require('./moved-clock.cjs');

const [file = '', handlerName = '', aheadMs = '0'] = process.argv.slice(2);

/** The bundle's clock is the stack's, as of the start of each invocation; within one it runs like any other. */
const clock = installMovedClock();
clock.set(Number(aheadMs));

/** The request id of the running invocation, for uncaught errors. */
let running = null;

/** Describes a thrown value like Lambda's Node runtime. */
function describe(error, errorType) {
  if (error instanceof Error) {
    const trace = (error.stack ?? '').split('\n');
    return { errorType: errorType ?? error.name, errorMessage: error.message, trace };
  }
  return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
}

function reply(kind, payload, sent = () => undefined) {
  // An end marker on both streams tells the parent that it has received the whole log.
  for (const stream of [process.stdout, process.stderr]) stream.write(`\u0000${running}\u0000`);
  process.send({ kind, requestId: running, payload }, sent);
  running = null;
}

function toContext(job) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: job.clientContext === undefined ? undefined : JSON.parse(job.clientContext),
    identity: undefined,
    invokedFunctionArn: job.arn,
    awsRequestId: job.requestId,
    getRemainingTimeInMillis: () => Math.max(job.deadlineMs - clock.hostNow(), 0),
  };
}

function load() {
  try {
    const handler = require(file)[handlerName];
    if (typeof handler === 'function') return { handler };
    const error = new Error(`${file} does not export ${handlerName} as a function`);
    return { failure: describe(error, 'Runtime.HandlerNotFound') };
  } catch (error) {
    const missing = error instanceof Error && error.code === 'MODULE_NOT_FOUND';
    return { failure: describe(error, missing ? 'Runtime.ImportModuleError' : undefined) };
  }
}

async function run(handler, job) {
  running = job.requestId;
  try {
    const response = await handler(JSON.parse(job.event), toContext(job));
    reply('answered', toText(response));
  } catch (error) {
    reply('failed', JSON.stringify(describe(error)));
  }
}

function toText(response) {
  try {
    return JSON.stringify(response) ?? 'null';
  } catch (error) {
    const wrapped = new Error(`Unable to stringify response body: ${error.message}`);
    wrapped.name = 'Runtime.MarshalError';
    throw wrapped;
  }
}

function crash(error, errorType, exitCode) {
  if (running === null) process.exit(exitCode);
  reply('failed', JSON.stringify(describe(error, errorType)), () => process.exit(exitCode));
}

process.on('uncaughtException', (error) => crash(error, undefined, 129));
process.on('unhandledRejection', (error) => crash(error, 'Runtime.UnhandledPromiseRejection', 128));
// Ctrl-C reaches the whole process group; the parent handles it and shuts down in order.
process.on('SIGINT', () => undefined);
// The parent has exited or was killed.
process.on('disconnect', () => process.exit(0));

const loaded = load();
process.on('message', (job) => {
  clock.set(job.aheadMs);
  if (loaded.handler) {
    void run(loaded.handler, job);
    return;
  }
  running = job.requestId;
  reply('failed', JSON.stringify(loaded.failure));
  // The parent ends this process; like Lambda, it starts a new one for the next event.
});
process.send({ kind: 'ready', usable: loaded.handler !== undefined });
